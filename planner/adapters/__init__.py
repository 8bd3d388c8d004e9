"""The only place that touches the world: files and the clock."""
