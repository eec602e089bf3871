"""What helps somebody to fill in a form: ways to what is wrong, reasons, folds, plain words."""
