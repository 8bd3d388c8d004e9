"""Renderers of `plan contracts history`."""
