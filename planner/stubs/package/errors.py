"""`errors.py` of a package: an exception for each status that the contract gives an operation."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.stubs.package.writing import module

NAMES = {
    "300": "MultipleChoices",
    "301": "MovedPermanently",
    "302": "Found",
    "303": "SeeOther",
    "304": "NotModified",
    "307": "TemporaryRedirect",
    "308": "PermanentRedirect",
    "400": "BadRequest",
    "401": "Unauthorized",
    "402": "PaymentRequired",
    "403": "Forbidden",
    "404": "NotFound",
    "405": "MethodNotAllowed",
    "406": "NotAcceptable",
    "408": "RequestTimeout",
    "409": "Conflict",
    "410": "Gone",
    "411": "LengthRequired",
    "412": "PreconditionFailed",
    "413": "ContentTooLarge",
    "414": "UriTooLong",
    "415": "UnsupportedMediaType",
    "416": "RangeNotSatisfiable",
    "417": "ExpectationFailed",
    "421": "MisdirectedRequest",
    "422": "UnprocessableContent",
    "423": "Locked",
    "424": "FailedDependency",
    "425": "TooEarly",
    "426": "UpgradeRequired",
    "428": "PreconditionRequired",
    "429": "TooManyRequests",
    "431": "RequestHeaderFieldsTooLarge",
    "451": "UnavailableForLegalReasons",
    "500": "InternalServerError",
    "501": "NotImplementedByProvider",
    "502": "BadGateway",
    "503": "ServiceUnavailable",
    "504": "GatewayTimeout",
    "507": "InsufficientStorage",
}
"""RFC 9110, section 15, and the registry of status codes that it founds."""
_KINDS = {"3": "RedirectionError", "4": "ClientError", "5": "ServerError"}


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """The exception for a status of an operation.

    Args:
        name: of the class: the operation's and the status's.
        status: `404`, `4XX` or `default`.
        operation: id.
        body: Python type of the body; `None`: it has none.
    """

    name: str
    status: str
    operation: str
    body: str


def error_name(class_name: str, status: str) -> str:
    """Return what the exception of an operation's status is called."""
    if status == "default":
        return f"{class_name}Error"
    return class_name + NAMES.get(status, f"Status{status.upper()}")


def base_of(status: str) -> str:
    """Return the class that all exceptions for a status share."""
    if status in NAMES:
        return NAMES[status]
    return _KINDS.get(status[:1], "ApiError")


def errors_module(classes: Sequence[ErrorClass], title: str, imports: Sequence[str]) -> str:
    """Return the module: first a class for each status, then those of the operations."""
    used = sorted({one.status for one in classes if one.status in NAMES})
    kinds = {base_of(one.status) for one in classes} - {NAMES[status] for status in used}
    kinds |= {_KINDS[status[0]] for status in used}
    lines = [
        f'"""Errors of {title}: a class for each status, one for each operation and status."""',
        "",
    ]
    lines += ["from __future__ import annotations", "", *imports]
    lines += [f"from ._terms import {', '.join(sorted(kinds))}"] if kinds else []
    for status in used:
        head = f"class {NAMES[status]}({_KINDS[status[0]]}):"
        lines += ["", "", head, f'    """{status}."""']
    for one in classes:
        lines += ["", "", f"class {one.name}({base_of(one.status)}):"]
        lines += [f'    """{_told(one)}"""', "", f"    body: {one.body}"]
    return module(lines)


def _told(one: ErrorClass) -> str:
    status = "any status that is not named" if one.status == "default" else one.status
    return f"`{one.operation}` was answered with {status}.".replace("\\", "/").replace('"', "'")
