"""A small shop whose teams ratify contracts, and SSH keys to sign with."""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from planner.adapters.files import LocalFiles
from planner.adapters.ssh_signatures import SshSignatures
from planner.adapters.surroundings import Surroundings
from planner.app.ratify import Agreement, ratify, show_ratification
from planner.governance.statement import NAMESPACE
from planner.model.governance_views import RatificationView
from planner.model.ratification import Standing

OPENAPI = """\
openapi: 3.1.0
info: {{title: {title}, version: {version}}}
paths:
  /{path}:
    get:
      operationId: {operation}
      parameters: [{{name: q, in: query, required: {required}, schema: {{type: string}}}}]
      responses: {{"200": {{description: Found.}}}}
"""


def openapi(title: str, version: str = "1.0.0", *, required: bool = False) -> str:
    """A contract with one operation, `getCatalog` for the title `Catalog`."""
    return OPENAPI.format(
        title=title,
        version=version,
        path=title.lower(),
        operation=f"get{title}",
        required=str(required).lower(),
    )


def settings(teams: Mapping[str, Mapping[str, Any]] | None = None, **policy: Any) -> dict[str, Any]:
    """A plan.yaml: team `goods` of ann and bob, `web` of cas, `mail` of dot."""
    people = {"goods": ["ann", "bob"], "web": ["cas"], "mail": ["dot"]}
    return {
        "name": "shop",
        "calendar": {"start": "2026-01-05"},
        "teams": [
            {"name": name, "approvers": approvers, **(teams or {}).get(name, {})}
            for name, approvers in people.items()
        ],
        "policy": policy,
    }


FILES: Mapping[str, str] = {
    "services/catalog.yaml": """\
name: catalog
team: goods
provides:
  - {contract: catalog-api, version: 1.0.0}
  - {contract: stock-api, version: 1.0.0}
""",
    "services/order.yaml": """\
name: order
team: web
consumes: [{contract: catalog-api, version: 1.0.0}, {contract: stock-api}]
""",
    "services/post.yaml": "name: post\nteam: mail\n",
    "contracts/catalog/catalog-api/1.0.0/openapi.yaml": openapi("Catalog"),
    "contracts/catalog/stock-api/1.0.0/openapi.yaml": openapi("Stock"),
}


def a_shop(
    folder: Path,
    plan: Mapping[str, Any] | None = None,
    changes: Mapping[str, str] | None = None,
) -> Path:
    """Write the shop into a folder; JSON is YAML."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "plan.yaml").write_text(
        json.dumps(plan or settings(), ensure_ascii=False), encoding="utf-8"
    )
    return folder


@dataclass(frozen=True)
class FixedClock:
    """Always the same time."""

    moment: datetime = datetime(2026, 2, 2, 9, 30, tzinfo=UTC)

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Key:
    """A key pair on disk."""

    file: Path
    namespace: str = NAMESPACE

    @property
    def public(self) -> str:
        return self.file.with_suffix(".pub").read_text(encoding="ascii").strip()

    def sign(self, text: bytes) -> str:
        return SshSignatures(self.namespace).sign(text, self.file)


def a_key(folder: Path, name: str, kind: str = "ed25519") -> Key:
    """Make a key pair without a passphrase."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(file)], check=True
    )
    return Key(file)


def agree(
    shop: Path,
    contract: str,
    team: str,
    person: str,
    *,
    key: Key | None = None,
    accepted: tuple[tuple[str, str], ...] = (),
    clock: FixedClock | None = None,
) -> RatificationView:
    """Ratify for a team, as `plan ratify` does."""
    files = LocalFiles(shop)
    agreement = Agreement(contract, team, person, (), accepted, key)
    return ratify(files, Surroundings(shop, files), clock or FixedClock(), agreement)[0]


def standing(shop: Path, contract: str = "catalog-api@1.0.0") -> Standing:
    """The standing of one contract version."""
    view, _ = show_ratification(LocalFiles(shop), contract)
    return view.standings[0]


def flaws(shop: Path, contract: str = "catalog-api@1.0.0") -> list[str]:
    """Why entries of a version don't count."""
    return [rejection.flaw.value for rejection in standing(shop, contract).rejections]


def entry_of(
    shop: Path, team: str, person: str, contract: str = "catalog-api", version: str = "1.0.0"
) -> Path:
    """The file of an entry."""
    return shop / f"ratifications/catalog/{contract}/{version}/{team}/{person}.yaml"


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Edit a file; the change must change something."""
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
