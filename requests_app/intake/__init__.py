"""What comes by mail: a message is read, and filed as a request or with one."""
