"""What organisations like this one do and use, to start an entry from: read, offered, accepted."""
