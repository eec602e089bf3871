"""Whether anything is lost, or there twice: killed, out of disk, or written at once."""
