"""What the exit codes of `plan` mean. Scripts depend on them: none changes its meaning."""

FINE = 0
GATE_CLOSED = 1
"""The command did its work and the answer is no."""
BAD_INPUT = 2
"""The command line or a file can't be used as it is."""
INTERNAL = 3
"""A mistake in planner."""
INTERRUPTED = 130
"""128 + SIGINT, as shells count."""
PIPE_CLOSED = 141
"""128 + SIGPIPE: whoever reads the output has left."""
