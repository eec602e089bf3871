"""An entry on its way to who approves it: sent, sent back, approved by a second person."""
