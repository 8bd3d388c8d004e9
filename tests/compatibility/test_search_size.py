"""Values that are small as they are held and vast as they are read: parts that are shared."""

from typing import Any

from planner.compatibility.schemas import Space
from planner.compatibility.search import Found, Goal, Search, Undecided


def a_tower(height: int) -> tuple[Space, Goal]:
    """Each floor holds two of the next: as a tree, 2 to the power of the height."""
    floors: dict[str, Any] = {
        f"Floor{number}": {
            "type": "object",
            "required": ["a", "b"],
            "properties": {name: {"$ref": f"#/$defs/Floor{number + 1}"} for name in "ab"},
        }
        for number in range(height)
    }
    space = Space.of({**floors, f"Floor{height}": {"type": "string"}})
    return space, Goal((space.schema({"$ref": "#/$defs/Floor0"}),))


def test_a_value_that_nobody_could_read_is_not_looked_at() -> None:
    _, goal = a_tower(40)
    answer = Search().find(goal)
    assert answer == Undecided("the value would be too large")


def test_one_that_can_be_read_is_found() -> None:
    _, goal = a_tower(8)
    assert isinstance(Search().find(goal), Found)
