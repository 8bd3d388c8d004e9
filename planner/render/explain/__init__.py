"""`plan explain`, one file a format."""
