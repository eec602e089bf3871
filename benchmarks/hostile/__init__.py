"""What is sent to do harm: files and addresses that should cost little and fail nothing."""
