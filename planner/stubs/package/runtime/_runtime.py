"""Calls: what the synchronous and the asynchronous client have in common, and both of them."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from uuid import uuid4

import httpx

from . import _about, _recording
from ._bodies import body_of, read_body
from ._retry import LONGEST_WAIT, REPEATABLE, Retry
from ._styles import Parameter, in_cookie, in_header, in_path, in_query
from ._terms import Answer, CallOptions, ContractViolationError, Operation, Scheme

T = TypeVar("T")
Http = TypeVar("Http")
Transport = TypeVar("Transport")
Secret = str | tuple[str, str]
Credentials = Mapping[str, Secret | Callable[[], Secret]]

_DEFAULTS = CallOptions()


class Caller(Generic[Http, Transport]):
    """Turns calls into requests, and answers into results."""

    schemes: Mapping[str, Scheme] = {}
    _make_http: Callable[..., Http]
    _waiting: Callable[[float], Any]

    def __init__(
        self,
        base_url: str,
        *,
        credentials: Credentials | None = None,
        auth: httpx.Auth | None = None,
        timeout: float | None = _about.TIMEOUT,
        retry: Retry = _about.RETRY,
        headers: Mapping[str, str] | None = None,
        http: Http | None = None,
        transport: Transport | None = None,
        sleep: Callable[[float], Any] | None = None,
    ) -> None:
        """Make a client.

        Args:
            base_url: where the contract's paths begin, `https://shop.example/v1`.
            credentials: security scheme -> token, key, (user, password), or what returns one.
            auth: any other way to sign requests.
            timeout: seconds for each step of a call: connecting, sending, each wait for data.
            retry: how failed calls are tried again.
            headers: sent with each call.
            http: an httpx client of your own; it is not closed by this one.
            transport: instead of the network, `httpx.WSGITransport(app)` for example, or
                `httpx.ASGITransport(app)` where calls are awaited.
            sleep: waits between tries; None: as time passes.
        """
        self.base_url = base_url.rstrip("/")
        self.credentials: Credentials = credentials or {}
        self.timeout = timeout
        self.retry = retry
        self.headers = dict(headers or {})
        self._owns_http = http is None
        self.http: Http = http or self._make_http(auth=auth, transport=transport)
        self._sleep = sleep or self._waiting

    def write_usage(self, folder: str | None = None) -> str | None:
        """Write what was noted of the use of this contract; see `PLAN_RECORD` in the README."""
        written = _recording.write_usage(folder)
        return None if written is None else str(written)

    def _arguments(
        self,
        operation: Operation[Any],
        values: tuple[Any, ...],
        body: Any,
        media_type: str,
        options: CallOptions,
    ) -> dict[str, Any]:
        """Return what httpx makes the request of."""
        path, headers = operation.path, {**self.headers, "Accept": operation.accept}
        query: list[str] = []
        cookies: list[str] = []
        for parameter, value in zip(operation.parameters, values, strict=True):
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", in_path(parameter, value))
            elif value is None:
                continue
            elif parameter.location == "header":
                headers[parameter.name] = in_header(parameter, value)
            elif parameter.location == "cookie":
                cookies += in_cookie(parameter, value)
            else:
                query += in_query(parameter, value)
        self._show_who(operation, query, headers, cookies)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        self._fill_key(operation, headers)
        headers.update(options.headers)
        made = body_of(media_type, body, operation.body[media_type]) if media_type else {}
        timeout = self.timeout if options.timeout is None else options.timeout
        return {
            "method": operation.method,
            "url": self.base_url + path + ("?" + "&".join(query) if query else ""),
            **made,
            "headers": {**made.get("headers", {}), **headers},
            **({} if timeout is None else {"timeout": timeout}),
        }

    def _show_who(
        self,
        operation: Operation[Any],
        query: list[str],
        headers: dict[str, str],
        cookies: list[str],
    ) -> None:
        """Add the credentials of the first alternative for which all are known."""
        for names in operation.security:
            if all(name in self.credentials for name in names):
                for name in names:
                    told = self.credentials[name]
                    secret = told() if callable(told) else told
                    _show(self.schemes[name], secret, query, headers, cookies)
                return

    def _fill_key(self, operation: Operation[Any], headers: dict[str, str]) -> None:
        """Make a call that may not be repeated one that may: all its tries have one key."""
        key = _about.IDEMPOTENCY_KEY
        sent = {name.lower() for name in headers}
        if key and operation.method not in REPEATABLE and key.lower() not in sent:
            headers[key] = str(uuid4())

    def _waits(
        self, operation: Operation[Any], request: httpx.Request, options: CallOptions
    ) -> Iterator[float | None]:
        """Yield the seconds to wait after each try that failed; None: it was the last."""
        key = _about.IDEMPOTENCY_KEY
        if operation.method in REPEATABLE or (key and key in request.headers):
            yield from (options.retry or self.retry).waits()
        yield None

    def _pause(
        self, wait: float | None, response: httpx.Response, options: CallOptions
    ) -> float | None:
        """Return the seconds to wait before the call is made again; None: the answer counts."""
        if wait is None or not (options.retry or self.retry).repeats(response.status_code):
            return None
        told = response.headers.get("retry-after", "")
        asked = float(told) if told.isdecimal() else 0.0
        return None if asked > LONGEST_WAIT else max(wait, asked)

    def _read(
        self,
        operation: Operation[T],
        response: httpx.Response,
        sent: tuple[str, ...],
        options: CallOptions,
    ) -> T:
        """Return the result, or raise what the contract says of the status."""
        if options.on_response:
            options.on_response(response)
        answer = operation.answer(response.status_code)
        if answer is None:
            _recording.answered(operation.id, response.status_code, None, sent)
            raise ContractViolationError(operation.id, None, response)
        result: Any = response if answer.is_raw else _body(operation, answer, response)
        _recording.answered(operation.id, response.status_code, result, sent)
        if answer.error and not (answer.is_result and response.is_success):
            raise answer.error(operation.id, result, response)
        is_result: T = result
        return is_result


def _body(operation: Operation[Any], answer: Answer, response: httpx.Response) -> Any:
    try:
        return read_body(answer.media, response)
    except ValueError as error:
        violation = ContractViolationError(operation.id, None, response)
        violation.add_note(str(error))
        raise violation from error


def _show(
    scheme: Scheme, secret: Secret, query: list[str], headers: dict[str, str], cookies: list[str]
) -> None:
    if isinstance(secret, tuple):
        headers["Authorization"] = httpx.BasicAuth(*secret)._auth_header
    elif scheme.type == "apiKey":
        parameter = Parameter(scheme.parameter, scheme.location, "form", explode=True)
        if scheme.location == "query":
            query += in_query(parameter, secret)
        elif scheme.location == "cookie":
            cookies += in_cookie(parameter, secret)
        else:
            headers[scheme.parameter] = secret
    else:
        word = scheme.scheme if scheme.type == "http" else "bearer"
        headers["Authorization"] = f"{word.capitalize()} {secret}"


def _sent(operation: Operation[Any], values: tuple[Any, ...], body: Any) -> tuple[str, ...]:
    if not _recording.IS_ON:
        return ()
    pairs = zip(operation.parameters, values, strict=True)
    names = [f"{one.location}.{one.name}" for one, value in pairs if value is not None]
    return (*names, *(_recording.sent_names(body, "body") if body is not None else ()))


class SyncCaller(Caller[httpx.Client, httpx.BaseTransport]):
    """Calls that wait for their answers."""

    _make_http = httpx.Client
    _waiting = staticmethod(time.sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections."""
        if self._owns_http:
            self.http.close()

    def _call(
        self,
        operation: Operation[T],
        values: tuple[Any, ...],
        options: CallOptions | None,
        body: Any = None,
        media_type: str = "",
    ) -> T:
        chosen = options or _DEFAULTS
        arguments = self._arguments(operation, values, body, media_type, chosen)
        request = self.http.build_request(**arguments)
        response = self._send(operation, request, chosen)
        return self._read(operation, response, _sent(operation, values, body), chosen)

    def _send(
        self, operation: Operation[Any], request: httpx.Request, options: CallOptions
    ) -> httpx.Response:
        for wait in self._waits(operation, request, options):
            try:
                response = self.http.send(request)
            except httpx.TransportError:
                if wait is None:
                    raise
                self._sleep(wait)
                continue
            pause = self._pause(wait, response, options)
            if pause is None:
                break
            self._sleep(pause)
        return response


class AsyncCaller(Caller[httpx.AsyncClient, httpx.AsyncBaseTransport]):
    """Calls that are awaited."""

    _make_http = httpx.AsyncClient
    _waiting = staticmethod(asyncio.sleep)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close connections."""
        if self._owns_http:
            await self.http.aclose()

    async def _call(
        self,
        operation: Operation[T],
        values: tuple[Any, ...],
        options: CallOptions | None,
        body: Any = None,
        media_type: str = "",
    ) -> T:
        chosen = options or _DEFAULTS
        arguments = self._arguments(operation, values, body, media_type, chosen)
        request = self.http.build_request(**arguments)
        response = await self._send(operation, request, chosen)
        return self._read(operation, response, _sent(operation, values, body), chosen)

    async def _send(
        self, operation: Operation[Any], request: httpx.Request, options: CallOptions
    ) -> httpx.Response:
        for wait in self._waits(operation, request, options):
            try:
                response = await self.http.send(request)
            except httpx.TransportError:
                if wait is None:
                    raise
                await self._sleep(wait)
                continue
            pause = self._pause(wait, response, options)
            if pause is None:
                break
            await self._sleep(pause)
        return response
