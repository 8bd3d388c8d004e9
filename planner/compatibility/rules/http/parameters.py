"""Rules about parameters that come, go, move or change whether they are required."""

from collections.abc import Iterator

from planner.compatibility.rules.matching import ParameterKey, parameters_of
from planner.compatibility.rules.pairs import Draft, OperationPair, ParameterPair, Wish
from planner.compatibility.rules.rule import Example, Rule, when
from planner.model.finding import Effect, Polarity, Severity
from planner.model.http import Parameter

_SOURCE = "OpenAPI 3.1, section 4.8.12 (Parameter Object)"


def _has(*parameters: str) -> str:
    listed = ", ".join(f"{{{parameter}, schema: {{type: string}}}}" for parameter in parameters)
    return f"parameters: [{listed}]"


_OPTIONAL = _has("name: q, in: query")
_REQUIRED = _has("name: q, in: query, required: true")

IN_CALLS = True
RULES = (
    Rule(
        id="request-parameter-required-added",
        title="a parameter is new and required",
        effect=Effect.NARROWED,
        message="the {before} parameter `{subject}` is new and required",
        why="No consumer sends it yet, so every request is refused.",
        source=_SOURCE,
        hint="make it optional, with a default that keeps the old behaviour",
        example=Example("{}", _REQUIRED, "request-parameter-removed"),
        oasdiff=("new-required-request-parameter",),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-optional-added",
        title="a parameter is new and optional",
        effect=Effect.WIDENED,
        message="the optional {before} parameter `{subject}` is new",
        why="Consumers that don't send it notice nothing.",
        source=_SOURCE,
        example=Example("{}", _OPTIONAL, "request-parameter-removed"),
        oasdiff=("new-optional-request-parameter",),
    ),
    Rule(
        id="request-parameter-removed",
        title="a parameter is gone",
        effect=Effect.WIDENED,
        message="the {before} parameter `{subject}` is gone",
        why="Consumers that still send it are not refused by the contract, but what they ask for "
        "is no longer looked at; a strict server may refuse it.",
        source=_SOURCE,
        hint="deprecate it first",
        by_practice=when(
            Polarity.CONSUMER_SENDS,
            Severity.RISKY,
            "what consumers still send there is no longer looked at",
        ),
        example=Example(_OPTIONAL, "{}", "request-parameter-optional-added"),
        oasdiff=("request-parameter-removed",),
    ),
    Rule(
        id="request-parameter-became-required",
        title="a parameter is now required",
        effect=Effect.NARROWED,
        message="the {before} parameter `{subject}` is now required",
        why="Requests without it were fine and are now refused.",
        source=_SOURCE,
        hint="keep it optional, with a default",
        example=Example(_OPTIONAL, _REQUIRED, "request-parameter-became-optional"),
        oasdiff=("request-parameter-became-required",),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-became-optional",
        title="a parameter is now optional",
        effect=Effect.WIDENED,
        message="the {before} parameter `{subject}` is now optional",
        why="Consumers may go on sending it.",
        source=_SOURCE,
        example=Example(_REQUIRED, _OPTIONAL, "request-parameter-became-required"),
        oasdiff=("request-parameter-became-optional",),
    ),
    Rule(
        id="request-parameter-moved",
        title="a parameter has moved to another part of the request",
        effect=Effect.CROSSED,
        message="the parameter `{subject}` is now in the {after}, it was in the {before}",
        why="Consumers send it where it is no longer looked for.",
        source=_SOURCE,
        hint="accept it at both places for a while",
        example=Example(_OPTIONAL, _has("name: q, in: header"), "request-parameter-moved"),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-renamed",
        title="a parameter is written in another way",
        effect=Effect.CROSSED,
        message="the {slot} is now `{after}`, it was `{before}`",
        why="Names of query parameters and cookies are compared letter by letter: what consumers "
        "send is no longer seen.",
        source="RFC 3986, section 6.2.2.1; OpenAPI 3.1, section 4.8.12",
        hint="accept both names for a while",
        example=Example(
            _has("name: petId, in: query"),
            _has("name: pet_id, in: query"),
            "request-parameter-renamed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-deprecated",
        title="a parameter is deprecated",
        effect=Effect.ANNOTATION,
        message="the {before} parameter `{subject}` is now deprecated",
        why="It still works. Consumers should stop sending it.",
        source=_SOURCE,
        example=Example(
            _OPTIONAL,
            _has("name: q, in: query, deprecated: true"),
            "request-parameter-undeprecated",
        ),
        oasdiff=("request-parameter-deprecated",),
    ),
    Rule(
        id="request-parameter-undeprecated",
        title="a parameter is no longer deprecated",
        effect=Effect.ANNOTATION,
        message="the {before} parameter `{subject}` is no longer deprecated",
        why="Consumers may go on sending it.",
        source=_SOURCE,
        example=Example(
            _has("name: q, in: query, deprecated: true"),
            _OPTIONAL,
            "request-parameter-deprecated",
        ),
        oasdiff=("request-parameter-reactivated",),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield parameters that only one side has."""
    old, new = parameters_of(pair.old), parameters_of(pair.new)
    unsaid = _never_said(pair)
    gone = [p for key, p in old.items() if key not in new and key not in unsaid]
    come = [p for key, p in new.items() if key not in old and key not in unsaid]
    for parameter in gone:
        twin = _twin(parameter, come)
        if twin is None:
            yield _draft("removed", parameter, old=parameter)
            continue
        come.remove(twin)
        yield _moved(parameter, twin)
    for parameter in come:
        verb = "required-added" if parameter.is_required else "optional-added"
        yield _draft(verb, parameter, new=parameter)


_SAID_ELSEWHERE = frozenset(
    ("header", name) for name in ("accept", "authorization", "content-type")
)


def _never_said(pair: OperationPair) -> frozenset[ParameterKey]:
    """Return the parameters that one side can't have, whatever its API takes.

    OpenAPI 3 says elsewhere what these headers are, and ignores them as parameters (OpenAPI 3.1,
    section 4.8.12.2); Swagger 2.0 does not.
    """
    is_swagger = {contract.openapi.startswith("2.") for contract in pair.contracts}
    return _SAID_ELSEWHERE if len(is_swagger) > 1 else frozenset()


def check_parameter(pair: ParameterPair) -> Iterator[Draft]:
    """Yield what differs in whether a parameter is asked for."""
    if pair.old.is_required is not pair.new.is_required:
        verb = "became-required" if pair.new.is_required else "became-optional"
        yield _draft(verb, pair.new, old=pair.old, new=pair.new)
    if pair.old.deprecated is not pair.new.deprecated:
        verb = "deprecated" if pair.new.deprecated else "undeprecated"
        yield _draft(verb, pair.new, old=pair.old, new=pair.new)


def _draft(
    verb: str,
    parameter: Parameter,
    *,
    old: Parameter | None = None,
    new: Parameter | None = None,
) -> Draft:
    return Draft(
        f"request-parameter-{verb}",
        parameter.name,
        parameter.location,
        slot=slot_of(parameter),
        old=old.place if old else None,
        new=new.place if new else None,
        twin=(parameter.location, parameter.name),
    )


def slot_of(parameter: Parameter) -> str:
    """Return how people call the slot of a parameter."""
    return f"{parameter.location} parameter {parameter.name}"


def _moved(old: Parameter, new: Parameter) -> Draft:
    is_renamed = old.location == new.location
    return Draft(
        "request-parameter-renamed" if is_renamed else "request-parameter-moved",
        new.name,
        old.name if is_renamed else old.location,
        new.name if is_renamed else new.location,
        f"{new.location} parameter" if is_renamed else slot_of(new),
        old.place,
        new.place,
        wish=Wish(parameters=((old.location, old.name),)),
    )


def _twin(parameter: Parameter, others: list[Parameter]) -> Parameter | None:
    """Return the parameter that has taken another one's place: its name elsewhere or respelt."""
    if parameter.location == "path":
        return None
    for other in others:
        if other.location == parameter.location:
            if _bare(other.name) == _bare(parameter.name):
                return other
        elif other.name.lower() == parameter.name.lower():
            return other
    return None


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
