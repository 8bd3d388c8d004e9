"""Renderers of `plan contracts list`."""
