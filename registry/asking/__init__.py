"""Questions about an activity go to a colleague by a link, and come back as a proposal."""
