"""Valid events of a bundle: what its author gives as examples, and what is generated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from planner.instances.faults import Fault
from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.instances.seeds import seed_of
from planner.model.bundle import Bundle, Message, MessageExample
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.stubs.pruning import pruned

TYPICAL = "typical"
EVERY_VARIANT = "all"


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Args:
        message: the name of its message.
        payload: a JSON value.
        headers: None where the message has none.
        origin: `example NAME`, or the variant that was generated.
    """

    message: str
    payload: Any
    headers: dict[str, Any] | None
    origin: str


@dataclass(frozen=True, slots=True)
class BadExample:
    """An example that violates its own schema, and is never given out."""

    example: MessageExample
    faults: tuple[Fault, ...]


class EventMaker:
    """Makes the events of one message.

    Args:
        bundle: the contract.
        message: the name of a message; empty: the only one.
        channel: key or address of its channel, where several carry messages of that name.
        seed: the same seed gives the same events.

    Raises:
        InputError: there is no such message.
    """

    def __init__(self, bundle: Bundle, message: str = "", channel: str = "", seed: int = 0) -> None:
        """Find the message; its schemas are opened when the first event is made."""
        self.message = find_message(bundle, message, channel)
        self._bundle = pruned(bundle, (), {self.message["name"]})
        self._seed = seed
        self._judge = Judge(self._bundle["schemas"])
        self._maker = Maker(self._bundle["schemas"], self._judge)

    def events(self, count: int, variant: str = "") -> list[Event]:
        """Return events: without a variant, the valid examples first and then generated ones.

        Args:
            count: how many; of the variant `all` as many of each.
            variant: see `variants`.

        Raises:
            InputError: there is no such variant, or no event can be made.
        """
        if variant == EVERY_VARIANT:
            return [event for name in self.variants for event in self.events(count, name)]
        found = [] if variant else self.examples[:count]
        return [*found, *(self.generated(index, variant) for index in range(count - len(found)))]

    def generated(self, index: int, variant: str = "") -> Event:
        """Return one generated event.

        Args:
            index: another number gives another event of the same seed.
            variant: see `variants`; empty: `typical`.

        Raises:
            InputError: there is no such variant, or no event can be made.
        """
        variant = variant or TYPICAL
        if variant not in self.variants:
            raise InputError.single(
                "unknown-variant",
                f"message `{self.message['name']}` has no variant `{variant}`",
                hint=did_you_mean(variant, self.variants) or f"known: {_listed(self.variants)}",
            )
        name = self.message["name"]
        parts = (self._bundle["digest"], name, variant, str(self._seed), str(index))
        payload = self._made(self.message["payload"], seed_of("payload", *parts), variant)
        headers = None
        if self.message["headers"] is not None:
            plain = variant if not variant.startswith("branch:") else TYPICAL
            headers = self._made(self.message["headers"], seed_of("headers", *parts), plain)
        return Event(name, payload, headers if isinstance(headers, dict) else None, variant)

    def example(self, name: str) -> Event:
        """Return the event that the author gives under a name; empty: the first.

        Raises:
            InputError: there is no such example, or it violates its own schema.
        """
        chosen = [item for item in self.message["examples"] if not name or item["name"] == name]
        if not chosen:
            names = [item["name"] for item in self.message["examples"] if item["name"]]
            raise InputError.single(
                "unknown-example",
                f"message `{self.message['name']}` has no example `{name}`"
                if name
                else f"message `{self.message['name']}` has no example",
                hint=did_you_mean(name, names)
                or (f"known: {_listed(names)}" if names else "leave out `--example`"),
            )
        faults = self._faults(chosen[0])
        if faults:
            raise _invalid(chosen[0], faults)
        return self._of_example(chosen[0])

    @cached_property
    def examples(self) -> list[Event]:
        """The examples that are valid, as events; what they leave out is generated."""
        return [
            self._of_example(item) for item in self.message["examples"] if not self._faults(item)
        ]

    @cached_property
    def bad_examples(self) -> list[BadExample]:
        """The examples that are not valid."""
        judged = ((item, self._faults(item)) for item in self.message["examples"])
        return [BadExample(item, tuple(faults)) for item, faults in judged if faults]

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The variants that can be generated: plain ones, and one for each branch of a choice."""
        return self._maker.variants(self.message["payload"])

    # ------------------------------------------------------------------ inside

    def _made(self, schema: Any, seed: int, variant: str) -> Any:  # noqa: ANN401  JSON
        try:
            return self._maker.make(schema, seed, variant)
        except NoInstance as error:
            raise InputError.single(
                "no-event",
                f"no event `{self.message['name']}` can be made: {error}",
                hint="mend its schema, or add a valid example to the contract",
            ) from None

    def _of_example(self, example: MessageExample) -> Event:
        payload, headers = example["payload"], example["headers"]
        if _lacks_payload(example) or (headers is None and self.message["headers"] is not None):
            made = self.generated(0)
            payload = made.payload if _lacks_payload(example) else payload
            headers = made.headers if headers is None else headers
        origin = f"example {example['name']}".strip()
        return Event(self.message["name"], payload, headers, origin)

    def _faults(self, example: MessageExample) -> list[Fault]:
        found: list[Fault] = []
        if not _lacks_payload(example):
            found += self._judge.sendable(self.message["payload"]).faults(example["payload"])
        if example["headers"] is not None and self.message["headers"] is not None:
            validator = self._judge.sendable(self.message["headers"])
            found += [
                Fault(f"headers {fault.pointer}".strip(), fault.message, fault.keyword)
                for fault in validator.faults(example["headers"])
            ]
        return found


def find_message(bundle: Bundle, name: str, channel: str = "") -> Message:
    """Return a message of a contract.

    Args:
        bundle: the contract.
        name: of the message; empty: the only one.
        channel: key or address of the channel; empty: the first that carries it.

    Raises:
        InputError: there is no such message, or there are several and none was named.
    """
    title = bundle["contract"]
    names = list(dict.fromkeys(item["name"] for item in bundle["messages"]))
    if not names:
        raise InputError.single(
            "no-messages",
            f"contract `{title}` has no messages",
            hint="`plan stubs serve` answers calls; events come from contracts with messages",
        )
    if not name and len(names) > 1:
        raise InputError.single(
            "which-message",
            f"contract `{title}` has {len(names)} messages",
            hint=f"name one of them: {_listed(names)}",
        )
    found = [item for item in bundle["messages"] if item["name"] == (name or names[0])]
    if not found:
        raise InputError.single(
            "unknown-message",
            f"contract `{title}` has no message `{name}`",
            hint=did_you_mean(name, names) or f"it has {_listed(names)}",
        )
    on_channel = [item for item in found if channel in {"", item["channel"], item["address"]}]
    if not on_channel:
        raise InputError.single(
            "unknown-channel",
            f"message `{name or names[0]}` does not travel on channel `{channel}`",
            hint=f"it travels on {_listed([item['channel'] for item in found])}",
        )
    return on_channel[0]


def _lacks_payload(example: MessageExample) -> bool:
    """Return whether an example is one of headers only; a payload of null counts as none."""
    return example["payload"] is None and example["headers"] is not None


def _invalid(example: MessageExample, faults: Sequence[Fault]) -> InputError:
    first = faults[0]
    at = f"`{first.pointer}`: " if first.pointer else ""
    return InputError.single(
        "invalid-example",
        f"example `{example['name'] or example['place']}` violates its own schema: "
        f"{at}{first.message}",
        hint="mend the example in the contract; events are never invalid",
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in _few(names))


def _few(names: Sequence[str], most: int = 12) -> Iterator[str]:
    yield from names[:most]
    if len(names) > most:
        yield "..."
