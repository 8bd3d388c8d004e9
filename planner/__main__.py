"""`python -m planner` is the same as `plan`."""

from planner.cli.main import run

if __name__ == "__main__":
    run()
