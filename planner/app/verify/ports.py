"""What verification needs from the world: a provider to call, and two engines that call it too."""

from collections.abc import Mapping
from typing import Protocol

from planner.model.provider_call import (
    FuzzResult,
    FuzzRun,
    ReplayResult,
    ReplayRun,
    Reply,
    Request,
)


class Provider(Protocol):
    """A running service. No other host is ever called; redirects are not followed."""

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""

    def is_there(self) -> bool:
        """Return whether something listens at the address."""

    def call(self, request: Request, *, seconds: float) -> Reply:
        """Return what it answers; whatever goes wrong on the way is told in the reply.

        Args:
            request: headers that the user gave are not added.
            seconds: for the whole call.
        """


class Fuzzer(Protocol):
    """Makes up requests by a contract and judges the answers."""

    def run(self, asked: FuzzRun) -> FuzzResult:
        """Call a provider and return what was found.

        Raises:
            InputError: the engine is not installed.
        """


class Replayer(Protocol):
    """Replays the interactions of pacts against a provider."""

    def run(self, asked: ReplayRun) -> Mapping[str, ReplayResult]:
        """Return what came of each pact file, by file name.

        Raises:
            InputError: the engine is not installed.
        """
