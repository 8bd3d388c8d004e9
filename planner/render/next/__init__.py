"""Renderers of `plan next`, one file a format."""
