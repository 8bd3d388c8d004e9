"""Signed ratifications: every way of forging one is noticed, each by its own name.

Each attack starts from a contract that all parties have ratified and signed.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner.app.ledger_text import ledger_text
from planner.governance.sshsig import read_signature
from planner.governance.statement import NAMESPACE, statement_of
from planner.model.errors import InputError
from planner.model.ledger_file import RatificationFile
from planner.model.ratification import LedgerState
from tests.governance.ledgers import (
    FILES,
    FixedClock,
    Key,
    a_key,
    a_shop,
    agree,
    edit,
    entry_of,
    openapi,
    settings,
    standing,
)

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="signatures are made and checked by ssh-keygen"
)

API = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
Keys = dict[str, Key]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """A key for each person, and one of a stranger."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: a_key(folder, name) for name in ["ann", "bob", "cas", "dot", "eve"]}


def signing(keys: Keys, **changes: Any) -> dict[str, Any]:
    """A plan.yaml in which everybody's key is known and signatures are required."""
    teams = {
        "goods": {"keys": [{"key": keys["ann"].public, "person": "ann"}, keys["bob"].public]},
        "web": {"keys": [keys["cas"].public]},
        "mail": {"keys": [keys["dot"].public]},
        **changes,
    }
    return settings(teams, require_signatures=True)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """Both contracts, ratified and signed by both parties; nobody changes it."""
    folder = a_shop(tmp_path_factory.mktemp("signed") / "shop", signing(keys))
    for contract in ("catalog-api", "stock-api"):
        agree(folder, contract, "goods", "ann", key=keys["ann"])
        agree(folder, contract, "web", "cas", key=keys["cas"])
    return folder


@pytest.fixture
def shop(tmp_path: Path, signed: Path) -> Path:
    """A copy of what is signed, to be attacked."""
    return Path(shutil.copytree(signed, tmp_path / "shop"))


def test_signed_by_all_parties_it_is_ratified(shop: Path) -> None:
    found = standing(shop)
    assert found.state is LedgerState.RATIFIED
    assert found.rejections == ()
    assert all(item.is_signed for items in found.approvals.values() for item in items)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_kinds_of_keys_sign_too(kind: str, tmp_path: Path, keys: Keys) -> None:
    key = a_key(tmp_path / "keys", kind, kind)
    folder = a_shop(tmp_path / "shop", signing(keys, web={"keys": [key.public]}))
    agree(folder, "catalog-api", "web", "cas", key=key)
    assert standing(folder).missing == ("goods",)


def test_a_signature_says_which_key_made_it_and_for_what(keys: Keys) -> None:
    signature = read_signature(keys["ann"].sign(b"text"))
    assert signature.namespace == NAMESPACE
    assert signature.key == keys["ann"].public.split()[1]


def test_a_signature_is_about_everything_in_the_entry() -> None:
    told = {
        "contract": "a",
        "version": "1.0.0",
        "digest": "sha256:" + "0" * 64,
        "base": "0.9.0",
        "accepted": [{"fingerprint": "12345678", "reason": "x"}],
        "team": "b",
        "person": "c",
        "time": "2026-01-05T09:00:00Z",
    }
    assert set(told) == set(RatificationFile.model_fields) - {"signature"}
    others: dict[str, Any] = {
        "contract": "z",
        "version": "1.0.1",
        "digest": "sha256:" + "1" * 64,
        "base": None,
        "accepted": [],
        "team": "z",
        "person": "z",
        "time": "2026-01-05T09:00:01Z",
    }
    texts = {statement_of(RatificationFile.model_validate(told))}
    for key, value in others.items():
        texts.add(statement_of(RatificationFile.model_validate({**told, key: value})))
    assert len(texts) == len(told) + 1


# ---- attacks

Attack = Callable[[Path, Keys], None]


def revoke(shop: Path, keys: Keys) -> None:
    revoked = {"date": "2026-02-01", "reason": "laptop stolen"}
    a_shop(shop, signing(keys, web={"keys": [{"key": keys["cas"].public, "revoked": revoked}]}))


def sign_for_something_else(shop: Path, keys: Keys) -> None:
    resign(shop, Key(keys["cas"].file, "git"))


def sign_as_a_stranger(shop: Path, keys: Keys) -> None:
    resign(shop, keys["eve"])


def sign_as_another_team(shop: Path, keys: Keys) -> None:
    resign(shop, keys["dot"])


def sign_as_the_other_party(shop: Path, keys: Keys) -> None:
    resign(shop, keys["bob"])


def sign_with_somebody_s_own_key(shop: Path, keys: Keys) -> None:
    """Bob uses the key of Ann, of the same team."""
    write(shop, "goods", "bob", keys["ann"])
    entry_of(shop, "goods", "ann").unlink()


def resign(shop: Path, key: Key) -> None:
    write(shop, "web", "cas", key)


def write(shop: Path, team: str, person: str, key: Key, **changes: Any) -> None:
    """Write an entry by hand, signed with any key; `changes` are made after it was signed."""
    digest = standing(shop).digest
    entry = RatificationFile(
        contract="catalog-api",
        version="1.0.0",
        digest=changes.pop("signed_digest", digest),
        team=team,
        person=person,
        time="2026-02-02T09:30:00Z",
    )
    signature = key.sign(statement_of(entry))
    told = {**entry.model_dump(exclude_none=True), **changes, "signature": signature}
    path = entry_of(shop, team, person)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ledger_text(RatificationFile.model_validate(told)), encoding="utf-8")


def unsign(shop: Path, _: Keys) -> None:
    edit(entry_of(shop, "web", "cas"), lambda text: text[: text.index("signature:")])


def sign_another_digest(shop: Path, keys: Keys) -> None:
    """The signature is about another content, the entry about this one."""
    other = standing(shop, "stock-api@1.0.0").digest
    write(shop, "web", "cas", keys["cas"], signed_digest=other, digest=standing(shop).digest)


def replay_whole_entry(shop: Path, _: Keys) -> None:
    """The entry about one contract is copied into the folder of another."""
    shutil.copy(entry_of(shop, "web", "cas", "stock-api"), entry_of(shop, "web", "cas"))


def replay_with_edited_fields(shop: Path, _: Keys) -> None:
    """As above, and its fields are made to fit."""
    own = standing(shop).digest
    replay_whole_entry(shop, {})
    other = standing(shop, "stock-api@1.0.0").digest
    edit(
        entry_of(shop, "web", "cas"),
        lambda text: text.replace("stock-api", "catalog-api").replace(other, own),
    )


def replay_and_hide_the_original(shop: Path, keys: Keys) -> None:
    """As above, and the entry that was copied is removed; another one still tells its digest."""
    replay_with_edited_fields(shop, keys)
    entry_of(shop, "web", "cas", "stock-api").unlink()


def edit_the_time(shop: Path, _: Keys) -> None:
    edit(entry_of(shop, "web", "cas"), lambda t: t.replace("2026-02-02T", "2026-02-03T"))


def edit_what_was_accepted(shop: Path, _: Keys) -> None:
    edit(
        entry_of(shop, "web", "cas"),
        lambda t: t.replace(
            "team: web", "accepted: [{fingerprint: '12345678', reason: fine}]\nteam: web"
        ),
    )


def edit_the_base(shop: Path, _: Keys) -> None:
    edit(entry_of(shop, "web", "cas"), lambda t: t.replace("team: web", "base: 0.1.0\nteam: web"))


def damage(shop: Path, _: Keys) -> None:
    """One character in the middle of the signature."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        start = next(n for n, line in enumerate(lines) if "BEGIN SSH" in line)
        line = lines[start + 3]
        lines[start + 3] = line[:20] + ("A" if line[20] != "A" else "B") + line[21:]
        return "".join(lines)

    edit(entry_of(shop, "web", "cas"), change)


def no_signature_at_all(shop: Path, _: Keys) -> None:
    unsign(shop, _)
    with entry_of(shop, "web", "cas").open("a", encoding="utf-8") as file:
        file.write("signature: trust me\n")


def change_the_contract(shop: Path, _: Keys) -> None:
    edit(shop / API, lambda text: text.replace("required: false", "required: true"))


ATTACKS: dict[Attack, tuple[str, str]] = {
    revoke: ("revoked-key", "the key of the signature was revoked on 2026-02-01: laptop stolen"),
    sign_for_something_else: (
        "wrong-namespace",
        "the signature was made for `git`, not for `contract-planner-ratification`",
    ),
    sign_as_a_stranger: (
        "unknown-key",
        "the signature was made with a key that `web` does not have",
    ),
    sign_as_another_team: (
        "key-of-other-team",
        "the signature was made with a key of team `mail`, not of `web`",
    ),
    sign_as_the_other_party: (
        "key-of-other-team",
        "the signature was made with a key of team `goods`, not of `web`",
    ),
    sign_with_somebody_s_own_key: (
        "key-of-other-person",
        "`bob` did not sign: the key belongs to `ann`",
    ),
    unsign: ("unsigned", "the entry of `cas` is not signed, and `catalog-api` needs signatures"),
    sign_another_digest: ("signed-other-digest", "the signature is about another content, `sha"),
    replay_whole_entry: (
        "replayed",
        "the entry agrees to `stock-api@1.0.0`, but stands in the folder of `catalog-api@1.0.0`",
    ),
    replay_with_edited_fields: (
        "replayed",
        "the signature was copied from `ratifications/catalog/stock-api/1.0.0/web/cas.yaml`",
    ),
    replay_and_hide_the_original: ("replayed", "the signature is about `stock-api@1.0.0`"),
    edit_the_time: (
        "edited",
        "the signature does not fit: the entry was changed after it was signed",
    ),
    edit_what_was_accepted: ("edited", "the signature does not fit"),
    edit_the_base: ("edited", "the signature does not fit"),
    damage: ("edited", "the signature does not fit"),
    no_signature_at_all: ("bad-signature", "this is no SSH signature: the armour is missing"),
    change_the_contract: ("other-digest", "`cas` agreed to another content of `catalog-api@1.0.0`"),
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_noticed_by_its_own_name(attack: Attack, shop: Path, keys: Keys) -> None:
    flaw, message = ATTACKS[attack]
    attack(shop, keys)
    found = standing(shop)
    told = [item for item in found.rejections if item.flaw.value == flaw]
    assert told, [(item.flaw.value, item.message) for item in found.rejections]
    assert any(item.message.startswith(message) for item in told), [item.message for item in told]
    assert all(item.hint for item in told)
    assert found.missing
    assert found.state is not LedgerState.RATIFIED
    assert standing(shop, "stock-api@1.0.0").state is LedgerState.RATIFIED or attack in {
        revoke,
        replay_and_hide_the_original,
    }


def test_a_signature_over_the_digest_before_is_told_apart(shop: Path, keys: Keys) -> None:
    """The contract has changed; its entry is made to fit, an older one still tells the digest."""
    old = standing(shop).digest
    change_the_contract(shop, keys)
    new = standing(shop).digest
    edit(entry_of(shop, "web", "cas"), lambda text: text.replace(old, new))
    told = {item.flaw.value: item.message for item in standing(shop).rejections}
    assert told["signed-other-digest"] == f"the signature is about another content, `{old}`"
    assert set(told) == {"signed-other-digest", "other-digest"}


def test_a_signature_about_another_version_is_told_apart(shop: Path, keys: Keys) -> None:
    """An entry about 1.0.0 is made to look like one about 1.1.0."""
    manifest = FILES["services/catalog.yaml"].replace(
        "catalog-api, version: 1.0.0", "catalog-api, version: 1.1.0"
    )
    order = FILES["services/order.yaml"].replace(
        "catalog-api, version: 1.0.0", "catalog-api, version: ^1.1"
    )
    a_shop(
        shop,
        signing(keys),
        changes={
            "services/catalog.yaml": manifest,
            "services/order.yaml": order,
            "contracts/catalog/catalog-api/1.1.0/openapi.yaml": openapi("Catalog", "1.1.0"),
        },
    )
    old = standing(shop, "catalog-api@1.0.0").digest
    new = standing(shop, "catalog-api@1.1.0").digest
    copy = entry_of(shop, "web", "cas", version="1.1.0")
    copy.parent.mkdir(parents=True)
    entry_of(shop, "web", "cas").rename(copy)
    edit(copy, lambda text: text.replace(old, new).replace("1.0.0", "1.1.0"))
    told = [
        (item.flaw.value, item.message) for item in standing(shop, "catalog-api@1.1.0").rejections
    ]
    assert told == [("signed-other-version", "the signature is about version `1.0.0`, not `1.1.0`")]


# ---- the policy


def test_signatures_may_be_required_for_some_contracts_only(tmp_path: Path, keys: Keys) -> None:
    plan = signing(keys)
    plan["policy"]["require_signatures"] = ["cat*"]
    folder = a_shop(tmp_path, plan)
    with pytest.raises(InputError, match="is not signed, and `catalog-api` needs signatures"):
        agree(folder, "catalog-api", "web", "cas")
    assert not (folder / "ratifications").exists()
    assert agree(folder, "stock-api", "web", "cas").standings[0].missing == ("goods",)


def test_a_wrong_signature_does_not_count_even_where_none_is_required(
    shop: Path, keys: Keys
) -> None:
    plan = signing(keys)
    plan["policy"]["require_signatures"] = False
    a_shop(shop, plan)
    edit_the_time(shop, keys)
    assert [item.flaw.value for item in standing(shop).rejections] == ["edited"]


def test_a_revoked_key_listed_twice_stays_revoked(shop: Path, keys: Keys) -> None:
    revoked = {"date": "2026-02-01", "reason": "lost"}
    both = [keys["cas"].public, {"key": keys["cas"].public, "revoked": revoked}]
    a_shop(shop, signing(keys, web={"keys": both}))
    assert [item.flaw.value for item in standing(shop).rejections] == ["revoked-key"]


def test_who_signs_with_a_key_that_does_not_count_writes_nothing(
    tmp_path: Path, keys: Keys
) -> None:
    folder = a_shop(tmp_path, signing(keys))
    with pytest.raises(InputError) as error:
        agree(folder, "catalog-api", "web", "cas", key=keys["eve"])
    assert error.value.problems[0].code == "ratification-unknown-key"
    assert not (folder / "ratifications").exists()


def test_a_key_can_be_replaced(shop: Path, keys: Keys) -> None:
    revoke(shop, keys)
    revoked = {"key": keys["cas"].public, "revoked": {"date": "2026-02-01", "reason": "lost"}}
    a_shop(shop, signing(keys, web={"keys": [revoked, keys["eve"].public]}))
    late = FixedClock(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    assert agree(shop, "catalog-api", "web", "cas", key=keys["eve"], clock=late).is_complete


@pytest.mark.parametrize(
    "text",
    ["", "x", "-----BEGIN SSH SIGNATURE-----\n!\n-----END SSH SIGNATURE-----"]
    + [
        f"-----BEGIN SSH SIGNATURE-----\n{blob}\n-----END SSH SIGNATURE-----"
        for blob in ("", "U1NIU0lH", "U1NIU0lHAAAAAQ==", "U1NIU0lHAAAAAf////8=", "U1NIU0lHAAAAAg==")
    ],
)
def test_what_is_no_signature_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"armour|base64|another kind|too soon"):
        read_signature(text)
