"""`plan diff`, one file a format."""
