"""Renderers of `plan waves`, one file a format."""
