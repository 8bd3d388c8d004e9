"""The expected response of an interaction against an operation: could a provider answer so?"""

from collections.abc import Mapping

from planner.model.bundle import Operation, Parameter, Response
from planner.model.pact import Content, PactResponse, Part, Presence
from planner.pacts.faults import FaultKind
from planner.pacts.media_types import default_media
from planner.pacts.parameters import Unreadable, header_value
from planner.pacts.rules import exact_rule, named_rule
from planner.pacts.telling import Telling
from planner.wire.media import declared_for, essence, is_json
from planner.wire.statuses import declared_status

_CODES = {
    FaultKind.UNKNOWN: "response-field-unknown",
    FaultKind.VALUE: "response-value",
    FaultKind.MATCHER: "response-matcher",
    FaultKind.EXAMPLE: "response-example",
    FaultKind.MISSING: "response-value",
}
_OF_EVERY_ANSWER = frozenset(
    {
        "access-control-allow-credentials", "access-control-allow-headers",
        "access-control-allow-methods", "access-control-allow-origin",
        "access-control-expose-headers", "access-control-max-age", "age", "connection",
        "content-encoding", "content-language", "content-length", "content-type", "date",
        "keep-alive", "server", "trailer", "transfer-encoding", "upgrade", "vary", "via",
    }
)  # fmt: skip
"""Headers that HTTP itself and proxies add; a contract need not name them."""
_CLASSES = {
    "info": "1", "success": "2", "redirect": "3", "clientError": "4", "serverError": "5",
}  # fmt: skip


def check_response(response: PactResponse, operation: Operation, telling: Telling) -> None:
    """Tell what is wrong with an expected response.

    Args:
        response: what the consumer expects.
        operation: that it called.
        telling: receives the mismatches.
    """
    found = _declared(response, operation)
    if found is None:
        known = ", ".join(f"`{status}`" for status in operation["responses"]) or "no status"
        message = f"the operation does not answer with `{response.status}`, only with {known}"
        telling.tell("response-status", message, response.place.at("status"), steps=["responses"])
        return
    status, declared = found
    check = _Response(response, declared, ("responses", status), telling)
    check.headers()
    check.body()


def _declared(response: PactResponse, operation: Operation) -> tuple[str, Response] | None:
    """Return the declared response that covers a status, and its name."""
    responses = operation["responses"]
    for status in _statuses(response, responses):
        name = declared_status(status, responses)
        if name:
            return name, responses[name]
    return None


def _statuses(response: PactResponse, declared: Mapping[str, Response]) -> list[str]:
    """Return the statuses that are meant; a matcher may admit several."""
    rule = exact_rule(response.rules.of(Part.STATUS), ())
    told = next((m.settings.get("status") for m in rule.matchers), None) if rule else None
    if isinstance(told, list):
        return [str(status) for status in told if isinstance(status, int)]
    own = str(response.status)
    if not isinstance(told, str):
        return [own]
    first = _CLASSES.get(told)
    admitted = [
        status
        for status in declared
        if (status[0] == first)
        or (told == "nonError" and status[0] in "123")
        or (told == "error" and status[0] in "45")
    ]
    return [own, *admitted]


class _Response:
    def __init__(
        self, response: PactResponse, declared: Response, steps: tuple[str, ...], telling: Telling
    ) -> None:
        self._response = response
        self._declared = declared
        self._steps = steps
        self._telling = telling

    def _tell(self, code: str, message: str, *steps: str | int) -> None:
        place = self._response.place.at(*steps)
        self._telling.tell(code, message, place, steps=self._steps)

    # ------------------------------------------------------------------ headers

    def headers(self) -> None:
        """Compare the headers that are expected."""
        for name, texts in self._response.headers.items():
            header = self._declared["headers"].get(name.lower())
            if name.lower() == "content-type":
                continue
            if header is None:
                if name.lower() not in _OF_EVERY_ANSWER:
                    message = f"the response has no header `{name}`"
                    self._tell("response-header-unknown", message, "headers", name)
                continue
            schema = header["schema"]
            parameter: Parameter = {
                "name": name,
                "location": "header",
                "required": False,
                "style": "simple",
                "explode": header["explode"],
                "allow_reserved": False,
                "allow_empty_value": False,
                "deprecated": False,
                "schema": schema,
                "media_type": "",
                "examples": [],
            }
            self._header(name, texts, parameter)

    def _header(self, name: str, texts: tuple[str, ...], parameter: Parameter) -> None:
        side = self._telling.side
        try:
            value = header_value(parameter, texts, side.schemas)
        except Unreadable as error:
            self._tell("response-header-value", f"header `{name}`: {error}", "headers", name)
            return
        validator = side.judge.validator(parameter["schema"])
        if validator.problem or validator.is_valid(value):
            return
        rule = named_rule(self._response.rules.of(Part.HEADER), name)
        if side.is_only_an_example(value, parameter["schema"], rule):
            return
        message = f"header `{name}`: {validator.faults(value, 1)[0].message}"
        self._tell("response-header-value", message, "headers", name)

    # ------------------------------------------------------------------ body

    def body(self) -> None:
        """Compare the body that is expected."""
        content, media = self._response.body, self._declared["media"]
        told = self._told_type(content)
        has_body = content.presence not in {Presence.MISSING, Presence.EMPTY}
        if not media:
            if has_body:
                message = "the contract has no body in this response"
                self._telling.tell(
                    "response-body-unexpected", message, content.place, steps=self._steps
                )
            return
        if not told and not has_body:
            return
        name = declared_for(told, media) if told else default_media(content, media)
        if name is None:
            known = ", ".join(f"`{item}`" for item in media)
            message = (
                f"the response is not of the media type `{told or 'text/plain'}`, only {known}"
            )
            steps = self._type_steps()
            self._tell("response-content-type", message, *steps)
            return
        if has_body:
            self._compare(content, media[name]["schema"], essence(told or name))

    def _told_type(self, content: Content) -> str:
        for name, texts in self._response.headers.items():
            if name.lower() == "content-type" and texts:
                return texts[0]
        return content.media_type

    def _type_steps(self) -> tuple[str, ...]:
        names = [name for name in self._response.headers if name.lower() == "content-type"]
        return ("headers", names[0]) if names else ()

    def _compare(self, content: Content, schema: object, media_type: str) -> None:
        if schema is None or schema is True:
            return
        is_compared = is_json(media_type) or media_type.startswith("text/plain")
        is_read = content.presence is Presence.VALUE or is_compared
        if content.presence is Presence.OPAQUE or not is_read:
            message = f"bodies of the media type `{media_type}` are not compared"
            self._telling.tell("not-compared", message, content.place, steps=self._steps)
            return
        assert isinstance(schema, bool | dict)  # noqa: S101  None was handled
        self._telling.compare_part(content, schema, self._response.rules, _CODES, self._steps)
