"""Messages in every mode, and whole histories, against random schemas and payloads."""

from itertools import pairwise

from planner.compatibility.events.history import relate
from planner.compatibility.events.standalone import compare_schemas
from planner.compatibility.options import CompareOptions, Mode
from planner.model.finding import Severity
from tests.compatibility.corpus.message_soundness import a_contract, run_message_trials
from tests.compatibility.messages import compare_schemas as compare


def test_random_messages_are_judged_soundly_in_every_mode() -> None:
    tally = run_message_trials(range(160), 20)
    assert tally.wrong == []
    assert tally.counts["values that break"] > 300
    assert tally.counts["witnesses"] > 150
    assert tally.counts["pairs that break"] > 150
    assert tally.counts["pairs"] > 2 * tally.counts["pairs that break"] / 3


def _related(*nodes: object, mode: Mode = Mode.BACKWARD) -> set[tuple[int, int]]:
    """Return which versions break with which, by the quick way alone."""
    contracts = [a_contract(node, {}) for node in nodes]
    options = CompareOptions(mode=mode)
    pairs = pairwise(contracts)
    steps = [compare_schemas(old, new, options) for old, new in pairs]

    def refuse(earlier: int, later: int) -> tuple[()]:
        raise AssertionError((earlier, later))

    found = relate(contracts, options, steps, refuse)
    assert found is not None
    return set(found)


def _object(**members: object) -> dict[str, object]:
    return {"type": "object", "properties": members}


TEXT, NUMBER = {"type": "string"}, {"type": "number"}


def test_a_name_that_comes_back_with_another_type() -> None:
    versions = (_object(b=TEXT), _object(), _object(b=NUMBER))
    assert _related(*versions) == {(0, 2)}
    assert _related(*versions, mode=Mode.FORWARD) == {(0, 2)}
    assert _related(*versions, _object(b=TEXT)) == {(0, 2), (2, 3)}


def test_a_payload_of_one_break_does_not_speak_for_a_version_that_reserves_the_name() -> None:
    # 0 -> 3 breaks with {"b": ""}; 1 and 2 allow that payload, and declare no `b`
    versions = (_object(b=TEXT), _object(), _object(c=TEXT), _object(b=NUMBER))
    assert _related(*versions) == {(0, 3)}


def test_names_deep_inside_items_are_reserved_too() -> None:
    inner = ({"items": _object(b=TEXT)}, {"items": _object()}, {"items": _object(b=NUMBER)})
    assert _related(*(_object(lines=item) for item in inner)) == {(0, 2)}


def test_a_required_name_that_is_not_described_is_used() -> None:
    versions = ({**_object(), "required": ["b"]}, {**_object(), "required": ["b"], "title": "x"})
    assert _related(*versions, {**_object(b=TEXT), "required": ["b"]}) == {(0, 2), (1, 2)}


def test_items_that_only_the_later_version_describes() -> None:
    versions = (_object(a={"type": "array"}), _object(a={"type": "array"}, c=TEXT))
    later = _object(a={"type": "array", "items": TEXT})
    assert _related(*versions, later) == {(0, 2), (1, 2)}


def test_a_closed_object_takes_no_names_that_an_open_one_may_have() -> None:
    versions = (_object(a=TEXT), _object(a=TEXT, c=TEXT))
    closed = {**_object(a=TEXT, c=TEXT, d=TEXT), "additionalProperties": False}
    assert _related(*versions, closed) == {(0, 2), (1, 2)}
    assert _related(closed, *versions) == set()


def test_optional_members_are_told_in_the_words_of_the_mode() -> None:
    old, new = _object(a=TEXT), _object(a=TEXT, b=TEXT)
    for mode, sides, said in (
        (Mode.BACKWARD, (old, new), "nobody is taken to have used the name before"),
        (Mode.FORWARD, (new, old), "nobody is taken to add the name from now on"),
    ):
        (finding,) = compare(*sides, mode)
        assert said in finding.reason
        (strict,) = compare(*sides, mode, strict=True)
        assert strict.severity is Severity.RISKY
        assert strict.witness is not None
        assert strict.witness.valid_for == ("old" if mode is Mode.BACKWARD else "new")
        assert not isinstance(strict.witness.value["b"], str)


def test_a_closed_object_has_nothing_to_take_for_granted() -> None:
    old = {**_object(a=TEXT), "additionalProperties": False}
    new = {**_object(a=TEXT, b=TEXT), "additionalProperties": False}
    (finding,) = compare(old, new, Mode.BACKWARD, strict=True)
    assert (finding.severity, finding.reason) == (Severity.SAFE, "")
    (finding,) = compare(old, new, Mode.FORWARD)
    assert (finding.severity, finding.breaks) == (Severity.BREAKING, ("FORWARD",))
