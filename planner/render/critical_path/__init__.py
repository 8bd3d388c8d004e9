"""Renderers of `plan critical-path`, one file a format."""
