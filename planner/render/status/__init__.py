"""Renderers of `plan status`, one file a format."""
