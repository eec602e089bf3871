"""The sealed history: how it is written, checked, shown as it was, and made to forget."""
