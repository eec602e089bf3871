"""What is offered to an entry from outside the record: by the library, and by colleagues."""
