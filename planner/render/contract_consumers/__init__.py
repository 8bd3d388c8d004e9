"""Renderers of `plan contracts consumers`."""
