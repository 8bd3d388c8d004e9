"""What a consumer's tests really use of a contract, noted if `PLAN_RECORD=1` is set.

Operations called, what was sent, statuses that came back, members of answers that were read. It is
merged into `usage/CONSUMER/CONTRACT.json` when the program ends, and by `write_usage()`.
`PLAN_RECORD_DIR` names another folder, `PLAN_RECORD_CONSUMER` another consumer. Without
`PLAN_RECORD`, nothing of this runs.
"""

import atexit
import json
import os
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import _about

FORMAT = "contract-planner:usage:1"
IS_ON = os.environ.get("PLAN_RECORD", "0") not in {"", "0"}
_READS_ALL = frozenset({"dict", "json", "model_dump", "model_dump_json"})
_LOCK_SECONDS = 5.0

Place = tuple[set[str], str]

_watched: dict[int, list[Place]] = {}
_operations: dict[str, tuple[set[str], dict[str, set[str]]]] = {}
_messages: dict[str, set[str]] = {}


# ------------------------------------------------------------------ what is noted


def answered(operation: str, status: int, body: Any, sent: Iterable[str]) -> None:
    """Note a call that was answered; what is read of the body from now on is noted too."""
    if not IS_ON:
        return
    names, statuses = _operations.setdefault(operation, (set(), {}))
    names.update(sent)
    _watch(body, (statuses.setdefault(str(status), set()), ""))


def received(message: str, payload: Any) -> None:
    """Note a message that was read; what is read of it from now on is noted too."""
    if IS_ON:
        _watch(payload, (_messages.setdefault(message, set()), ""))


def note(value: Any, name: str) -> None:
    """Note that an attribute of a model was asked for."""
    if name.startswith("_") or id(value) not in _watched:
        return
    if name in _READS_ALL:
        note_all(value)
        return
    info = type(value).__pydantic_fields__.get(name)
    if info is not None:
        for read, path in _watched[id(value)]:
            read.add(path + (info.alias or name))


def note_all(value: Any) -> None:
    """Note that all that a model holds was read."""
    for read, path in _watched.get(id(value), ()):
        read.update(path + name for name in sent_names(value))


def _watch(value: Any, place: Place) -> None:
    """Note from now on what is read of a value; places in lists and maps are not told apart."""
    if isinstance(value, list | tuple):
        for item in value:
            _watch(item, place)
    elif isinstance(value, dict):
        for item in value.values():
            _watch(item, place)
    elif hasattr(type(value), "__pydantic_fields__"):
        _watch_model(value, place)


def _watch_model(value: Any, place: Place) -> None:
    if id(value) not in _watched:
        weakref.finalize(value, _watched.pop, id(value), None)
    _watched.setdefault(id(value), []).append(place)
    read, path = place
    for name, alias in _members(value):
        _watch(value.__dict__.get(name), (read, f"{path}{alias}."))


def sent_names(value: Any, path: str = "") -> Iterator[str]:
    """Yield the places of all members that a value has."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from sent_names(item, path)
    elif hasattr(type(value), "__pydantic_fields__"):
        given = value.__pydantic_fields_set__
        for name, alias in _members(value):
            if name in given:
                inner = f"{path}.{alias}" if path else alias
                yield inner
                yield from sent_names(value.__dict__.get(name), inner)
    elif path:
        yield path


def _members(value: Any) -> Iterator[tuple[str, str]]:
    for name, info in type(value).__pydantic_fields__.items():
        yield name, info.alias or name


# ------------------------------------------------------------------ what is written


def write_usage(folder: str | os.PathLike[str] | None = None) -> Path | None:
    """Merge what was noted into the consumer's file and return its path; None: nothing was.

    Args:
        folder: instead of the one that `PLAN_RECORD_DIR` names (`usage`).

    Raises:
        RuntimeError: nobody said which service this is.
    """
    if not (_operations or _messages):
        return None
    consumer = os.environ.get("PLAN_RECORD_CONSUMER") or _about.CONSUMER
    if not consumer:
        raise RuntimeError("set PLAN_RECORD_CONSUMER to the name of the service that is tested")
    top = Path(folder or os.environ.get("PLAN_RECORD_DIR") or "usage")
    path = top / consumer / f"{_about.CONTRACT}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        merged = _merged(consumer, _there(path))
        text = json.dumps(merged, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    return path


def forget() -> None:
    """Forget what was noted so far."""
    _operations.clear()
    _messages.clear()
    _watched.clear()


def _there(path: Path) -> Mapping[str, Any]:
    """Return what the file says of this very contract; what it says of another is out of date."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    same = isinstance(told, dict) and told.get("digest") == _about.DIGEST
    return told if same and told.get("format") == FORMAT else {}


def _merged(consumer: str, there: Mapping[str, Any]) -> dict[str, Any]:
    operations: dict[str, dict[str, Any]] = {
        name: {"sent": list(told.get("sent", ())), "statuses": dict(told.get("statuses", {}))}
        for name, told in there.get("operations", {}).items()
    }
    for name, (sent, statuses) in _operations.items():
        told = operations.setdefault(name, {"sent": [], "statuses": {}})
        told["sent"] = _leaves(sent, told["sent"])
        for status, read in statuses.items():
            before = told["statuses"].get(status, {}).get("read", ())
            told["statuses"][status] = {"read": _leaves(read, before)}
    messages = dict(there.get("messages", {}))
    for name, read in _messages.items():
        messages[name] = {"read": _leaves(read, messages.get(name, {}).get("read", ()))}
    return {
        "format": FORMAT,
        "consumer": consumer,
        "contract": _about.CONTRACT,
        "version": _about.VERSION,
        "digest": _about.DIGEST,
        "operations": operations,
        "messages": messages,
    }


def _leaves(*places: Iterable[str]) -> list[str]:
    """Return places, sorted, without those that hold other ones of them."""
    found = {place for some in places for place in some}
    holders = {place[:end] for place in found for end, sign in enumerate(place) if sign == "."}
    return sorted(found - holders)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes of the same test run from the file; a lock left behind is ignored."""
    lock = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + _LOCK_SECONDS
    held = False
    while not held and time.monotonic() < until:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            held = True
        except FileExistsError:
            time.sleep(0.01)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()


if IS_ON:
    atexit.register(write_usage)
