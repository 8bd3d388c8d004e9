"""The kinds of mismatches between a pact and a contract: the one place that names them."""

from dataclasses import dataclass

from planner.model.problem import Level


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mismatch.

    Args:
        id: stable.
        why: what happens because of it.
    """

    id: str
    level: Level
    title: str
    why: str


_E, _W = Level.ERROR, Level.WARNING
_REFUSED = "The provider refuses the request, or understands it otherwise."
_NEVER = "The provider never answers so; the consumer was tested with what will not come."

CODES: tuple[Code, ...] = (
    Code("unknown-path", _E, "the contract has no such path", _REFUSED),
    Code("unknown-method", _E, "the path does not take the method", _REFUSED),
    Code("request-path-value", _E, "a path parameter has a value that is refused", _REFUSED),
    Code("request-query-unknown", _E, "the operation has no such query parameter", _REFUSED),
    Code("request-query-missing", _E, "a required query parameter is missing", _REFUSED),
    Code("request-query-value", _E, "a query parameter has a value that is refused", _REFUSED),
    Code("request-header-missing", _E, "a required header is missing", _REFUSED),
    Code("request-header-value", _E, "a header has a value that is refused", _REFUSED),
    Code(
        "request-header-unknown",
        _W,
        "the operation has no such header",
        "The provider ignores it; what it was meant to do is not done.",
    ),
    Code("request-cookie-missing", _E, "a required cookie is missing", _REFUSED),
    Code("request-cookie-value", _E, "a cookie has a value that is refused", _REFUSED),
    Code("request-credentials-missing", _E, "the operation asks who is calling", _REFUSED),
    Code("request-accept", _E, "the consumer takes nothing that the operation answers", _REFUSED),
    Code("request-content-type", _E, "the operation does not take the media type", _REFUSED),
    Code("request-body-missing", _E, "the operation demands a body", _REFUSED),
    Code("request-body-unexpected", _E, "the operation takes no body", _REFUSED),
    Code("request-body-value", _E, "the body is not what the contract demands", _REFUSED),
    Code(
        "request-field-unknown",
        _W,
        "the contract has no such field in the request",
        "The provider ignores it; what it was meant to do is not done.",
    ),
    Code("response-status", _E, "the operation does not answer with the status", _NEVER),
    Code("response-content-type", _E, "the response is of another media type", _NEVER),
    Code("response-header-unknown", _E, "the response has no such header", _NEVER),
    Code("response-header-value", _E, "a header has a value that never comes", _NEVER),
    Code("response-body-unexpected", _E, "the response has no body", _NEVER),
    Code("response-field-unknown", _E, "the contract has no such field in the response", _NEVER),
    Code("response-value", _E, "a field has a value that never comes", _NEVER),
    Code("response-matcher", _E, "a matching rule admits nothing that ever comes", _NEVER),
    Code(
        "response-example",
        _W,
        "an example is not what the provider would send",
        "The rule admits other values, so that verification passes; the consumer was tested with "
        "one that never comes.",
    ),
    Code("unknown-message", _E, "the contract has no such message", _NEVER),
    Code("message-content-type", _E, "the message is of another media type", _NEVER),
    Code("message-metadata-value", _E, "a header of the message never has the value", _NEVER),
    Code("message-field-unknown", _E, "the contract has no such field in the message", _NEVER),
    Code("message-value", _E, "a field has a value that never comes", _NEVER),
    Code("message-matcher", _E, "a matching rule admits nothing that ever comes", _NEVER),
    Code(
        "message-example",
        _W,
        "an example is not what the provider would send",
        "The rule admits other values, so that verification passes; the consumer was tested with "
        "one that never comes.",
    ),
    Code("message-sent-value", _E, "the message is not what the contract demands", _REFUSED),
    Code(
        "not-compared",
        _W,
        "a part can't be compared",
        "Its format is not one that is compared; only a running provider can tell.",
    ),
)
BY_ID = {code.id: code for code in CODES}
