"""The desk of staff: the short menu by task, a page for each task, and the frame of every page."""
