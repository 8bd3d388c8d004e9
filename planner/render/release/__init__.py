"""Renderers of `plan release`, one file a format."""
