"""What happened in trials, however many processes ran them."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What happened in some trials, and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count the trials of another one too."""
        self.counts += other.counts
        self.wrong += other.wrong

    def report(self, seconds: float) -> str:
        """Return the figures, the greatest first, and all that was wrong."""
        lines = [f"{number:>10,} {name}" for name, number in self.counts.most_common()]
        return "\n".join([*lines, f"{len(self.wrong)} wrong in {seconds:.0f} s", *self.wrong])
