"""Answers on their way out that aren't simply sent: HEAD, slow ones, ones that break off."""

import asyncio

from planner.stubs.server.types import RESET, Answer, Effect, Scope, Send

_TICKS_A_SECOND = 10


async def send_answer(scope: Scope, send: Send, answer: Answer, effect: Effect | None) -> None:
    """Send an answer.

    Args:
        scope: of the request.
        send: of ASGI.
        answer: to be sent; HEAD is answered with its headers alone (RFC 9110, section 9.3.2).
        effect: what happens to it; None: nothing.
    """
    kind = effect.break_off if effect else ""
    if kind == "reset":
        drop = scope.get("extensions", {}).get(RESET)
        if drop is not None:
            drop()
            return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    if kind:
        # Without a last message the runner must drop the connection: less came than was announced.
        half = body[: len(body) // 2] if kind == "truncate" else b""
        await send({"type": "http.response.body", "body": half, "more_body": True})
    elif effect and effect.rate and body:
        await _trickle(send, body, effect.rate)
    else:
        await send({"type": "http.response.body", "body": body})


async def _trickle(send: Send, body: bytes, rate: int) -> None:
    step = max(1, rate // _TICKS_A_SECOND)
    for start in range(0, len(body), step):
        part = body[start : start + step]
        await send({"type": "http.response.body", "body": part, "more_body": True})
        await asyncio.sleep(len(part) / rate)
    await send({"type": "http.response.body", "body": b""})
