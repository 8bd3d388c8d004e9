"""`plan validate`, one file a format."""
