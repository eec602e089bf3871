"""What a row said from which day on, and how days of the past are told anew."""
