"""Architecture rules, one file per family. Each has `RULES` and `check(subject)`."""
