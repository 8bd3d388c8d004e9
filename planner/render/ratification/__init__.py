"""Renderers of `plan ratify`: who has agreed to a contract, and who still has to."""
