"""One making of one value: its dice, its variant, and how much there may be of it."""

from collections.abc import Mapping

from planner.instances.cases import ChoiceKey
from planner.instances.seeds import Dice

_DEEPEST = {"typical": 5, "saturated": 8, "nulls": 6, "minimal": 0}
_BOTTOM = 30
_LOW = 8
_OVERDRAWN = -5_000
"""Below this depth only what leads out fastest is made."""


_LEAST_LEFT = 100
"""Values that another variant may at least have when it is tried in place of one."""
_MOST_VALUES = 100_000


class StuckError(Exception):
    """No value was found this way; another may still be found."""


class TooLargeError(Exception):
    """A value has too many values in it, or too much was tried to find one."""


class Purse:
    """What may be made at all, shared by runs; a contract can ask for more than a machine holds.

    Args:
        values: how many values may be made, those that are thrown away again included.
    """

    __slots__ = ("_values",)

    def __init__(self, values: int = _MOST_VALUES) -> None:
        """Start full."""
        self._values = values

    def pay(self, values: int) -> None:
        """Pay for values.

        Raises:
            TooLargeError: it is empty.
        """
        self._values -= values
        if self._values < 0:
            raise TooLargeError


class Run:
    """One making of one value.

    Args:
        dice: chance.
        mode: `typical`, `minimal`, `saturated` or `nulls`.
        left: how many values there may still be before only what is required is made.
        forced: choices that are made already.
        route: identities of schemas that the value must pass through.
        is_careful: whether each choice is checked at once.
        is_trial: whether choices are taken as they come, to try out one of them.
        purse: what pays for all values; None: one of its own.
    """

    __slots__ = (
        "active", "depth", "dice", "forced", "is_careful", "is_fresh", "is_trial",
        "is_varied", "left", "mode", "purse", "route",
    )  # fmt: skip

    def __init__(
        self,
        dice: Dice,
        mode: str,
        *,
        left: int = 600,
        forced: Mapping[ChoiceKey, int] | None = None,
        route: frozenset[int] = frozenset(),
        is_careful: bool = False,
        is_trial: bool = False,
        purse: Purse | None = None,
    ) -> None:
        """Start at the top."""
        self.purse = purse or Purse()
        self.dice = dice
        self.mode = mode
        self.left = left
        self.forced = forced or {}
        self.route = route
        self.is_careful = is_careful
        self.is_trial = is_trial
        self.is_fresh = False
        self.is_varied = False
        self.depth = 0
        self.active: set[tuple[int, ...]] = set()

    def spend(self, values: int) -> None:
        """Note that so many values are made.

        Raises:
            TooLargeError: there are too many.
        """
        self.left -= values
        self.purse.pay(values)

    @property
    def is_deep(self) -> bool:
        """Whether the value is so deep or so large that it must come to an end."""
        return self.depth > _BOTTOM or self.left < _OVERDRAWN

    @property
    def wants_least(self) -> bool:
        """Whether of several ways the one that leads out fastest is taken."""
        return self.left <= 0 or self.depth >= _DEEPEST[self.mode]

    @property
    def takes_any_end(self) -> bool:
        """Whether even a null is taken where it ends the nesting."""
        return self.depth > _LOW

    @property
    def wants_null(self) -> bool:
        """Whether a null is taken wherever one is allowed."""
        return self.mode == "nulls"

    @property
    def wants_optional(self) -> bool:
        """Whether members that are not required are made here."""
        return self.depth < _DEEPEST[self.mode] and self.left > 0

    def leads_through(self, schemas: tuple[object, ...]) -> bool:
        """Return whether the value must pass through one of some schemas."""
        return bool(self.route) and any(id(schema) in self.route for schema in schemas)

    def as_mode(self, mode: str) -> "Run":
        """Return a run of another variant that goes on from here."""
        if mode == self.mode:
            return self
        other = Run(
            self.dice, mode, left=max(self.left, _LEAST_LEFT), forced=self.forced, route=self.route,
            is_careful=self.is_careful, is_trial=self.is_trial, purse=self.purse,
        )  # fmt: skip
        other.depth, other.active, other.is_fresh = self.depth, set(self.active), self.is_fresh
        other.is_varied = self.is_varied
        return other
