"""Events for tests: the contract's own examples first, then generated ones, each of them valid."""

import json
from pathlib import Path
from typing import Any

from planner.adapters.cache import user_cache
from planner.adapters.files import LocalFiles
from planner.adapters.surroundings import Surroundings
from planner.app.stubs.emitting import Wish, emit_events
from planner.testing.telling import with_places


class Events:
    """Makes events of the contracts of a workspace.

    Args:
        workspace: folder with a `plan.yaml`; None: only contract files can be named.
        allow_draft: also of contracts that are not ratified.
        seed: other numbers make other data.
    """

    def __init__(
        self, workspace: Path | None = None, *, allow_draft: bool = False, seed: int = 0
    ) -> None:
        self._files = LocalFiles(workspace) if workspace else None
        self._world = Surroundings(Path(), self._files)
        self._cache = user_cache()
        self._allow_draft = allow_draft
        self._seed = seed

    def __call__(
        self,
        contract: str,
        message: str = "",
        count: int = 1,
        *,
        seed: int | None = None,
        variant: str = "",
        example: str | None = None,
    ) -> list[Any]:
        """Return the payloads of events, as JSON values.

        Args:
            contract: id, `ID@VERSION`, or the path of a contract file.
            message: may be left out if there is only one.
            count: how many.
            seed: instead of that of the settings.
            variant: of generated data: `typical`, `minimal`, `saturated`, `nulls`, `branch:PLACE`.
            example: name of one of the contract's own examples.

        Raises:
            InputError: there is no such contract, message, variant or example; its note says what
                there is.
        """
        wish = Wish(message, "", count, self._seeded(seed), variant, example)
        return [json.loads(line) for line in self._made(contract, wish).splitlines()]

    def encoded(
        self,
        contract: str,
        message: str = "",
        *,
        how: str,
        count: int = 1,
        seed: int | None = None,
    ) -> bytes:
        """Return events as they travel.

        Args:
            contract: as above.
            message: as above.
            how: `avro`, `protobuf`, or another format of `plan stubs emit`.
            count: how many.
            seed: as above.

        Raises:
            InputError: as above, or the contract has no such format.
        """
        wish = Wish(message, count=count, seed=self._seeded(seed), how=how)
        return self._made(contract, wish)

    def _seeded(self, seed: int | None) -> int:
        return self._seed if seed is None else seed

    def _made(self, contract: str, wish: Wish) -> bytes:
        with with_places(self._files):
            content, _ = emit_events(
                self._files,
                contract,
                wish,
                allow_draft=self._allow_draft,
                world=self._world,
                cache=self._cache,
            )
        return content
