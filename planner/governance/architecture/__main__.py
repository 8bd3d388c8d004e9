"""`python -m planner.governance.architecture` prints the page `docs/lint.md`."""

import sys

from planner.governance.architecture.docs import lint_page

if __name__ == "__main__":
    sys.stdout.write(lint_page())
