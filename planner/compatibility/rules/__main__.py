"""`python -m planner.compatibility.rules`: print `docs/rules.md`."""

import sys

from planner.compatibility.rules.docs import rules_page

sys.stdout.write(rules_page())
