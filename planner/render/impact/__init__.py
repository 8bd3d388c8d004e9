"""What a change touches, one file a format."""
