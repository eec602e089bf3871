"""The form for everyone: filled in, confirmed by a link in an e-mail, and then a request."""
