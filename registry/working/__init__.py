"""What takes a while is worked off beside the requests, by this server itself: files, checks, jobs.

Whoever asked may close the page; the file is kept for a day, outside of the web root.
"""
