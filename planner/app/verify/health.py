"""Is the health endpoint of the manifest there, quick, and readable by a machine?"""

from collections.abc import Iterator

from planner.app.verify.answers import NotJsonError, json_of, wrongs_of
from planner.app.verify.contract import CheckedContract
from planner.app.verify.ports import Provider
from planner.app.verify.wording import Masker
from planner.model.finding import Severity
from planner.model.provider_call import Reply, Request
from planner.model.source import Place
from planner.model.system import Service
from planner.model.verification_view import VerificationFinding, VerificationPart, VerifiedCase

SECONDS = 2.0
"""A load balancer waits no longer."""


def check_health(
    service: Service, contracts: tuple[CheckedContract, ...], provider: Provider, mask: Masker
) -> VerificationPart:
    """Call the health endpoint as a probe does, without credentials, and judge the answer.

    It must answer 200 within two seconds, with a JSON object that has a `status`; and as its
    contract declares it, if one does.
    """
    told = service.manifest.health
    if not told:
        finding = VerificationFinding(
            "health-endpoint",
            Severity.BREAKING,
            "",
            f"the manifest of `{service.name}` names no health endpoint",
            place=service.place,
            hint="add `health: GET /health`",
        )
        return VerificationPart("health", "", (VerifiedCase("health endpoint", (finding,)),))
    method, _, path = told.strip().rpartition(" ")
    request = Request(method.strip().upper() or "GET", path if path[:1] == "/" else f"/{path}")
    reply = provider.call(request, seconds=SECONDS)
    place = service.place.at("health")
    wrongs = [(message, place) for message in _wrongs(reply)]
    if not wrongs:
        wrongs = list(_by_contract(contracts, request, reply))
    findings = tuple(
        VerificationFinding(
            "health-endpoint",
            Severity.BREAKING,
            f"{request.method} {request.path}",
            mask.text(message),
            mask.curl(request, provider.url),
            mask.reply(reply),
            where,
        )
        for message, where in wrongs
    )
    return VerificationPart(
        "health", "", (VerifiedCase(f"{request.method} {request.path}", findings),)
    )


def _wrongs(reply: Reply) -> Iterator[str]:
    if reply.problem:
        yield f"the health endpoint does not answer: {reply.problem}"
        return
    if reply.status != 200:  # noqa: PLR2004  OK
        yield f"the health endpoint answers {reply.status}, not 200"
        return
    if reply.seconds > SECONDS:
        yield f"the health endpoint takes longer than {SECONDS:g} s"
    try:
        value = json_of(reply.body)
    except NotJsonError as error:
        yield f"the body of the health endpoint is {error}"
        return
    if not isinstance(value, dict) or not isinstance(value.get("status"), str):
        yield "the body of the health endpoint is no object with a text `status`"


def _by_contract(
    contracts: tuple[CheckedContract, ...], request: Request, reply: Reply
) -> Iterator[tuple[str, Place]]:
    for checked in contracts:
        operation = checked.operation(request.method, request.path)
        if operation:
            yield from ((item.message, item.place) for item in wrongs_of(checked, operation, reply))
