"""`plan ratify`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import exit_codes
from planner.cli.options import Common, common_options, examples
from planner.cli.output import emit
from planner.cli.wiring import clock, open_files, surroundings

if TYPE_CHECKING:
    from planner.app.ratify import Agreement


@click.command(
    epilog=examples(
        "plan ratify catalog-api@1.0.0 --as order-team",
        "plan ratify catalog-api --as order-team --key ~/.ssh/id_ed25519",
        "plan ratify catalog-api@2.0.0 --as order-team --accept 8c41f0aa --reason unused",
        "plan ratify --status",
        "plan ratify --status catalog-api --check",
    )
)
@click.argument("contract", required=False, default="")
@click.option("--as", "team", metavar="TEAM", help="The team that agrees.")
@click.option(
    "--person",
    metavar="NAME",
    default="",
    help="One of its approvers.  [default: who you are for git, by mail address or name]",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Sign with this SSH key (private, or public if an agent has the private one).",
)
@click.option(
    "--accept",
    "accepts",
    multiple=True,
    metavar="FINGERPRINT",
    help="Accept a change since the version before, as `plan diff` shows it. May be repeated.",
)
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="TEXT",
    help="Why; one for each `--accept`, or one for all.",
)
@click.option("--status", is_flag=True, help="Show who has agreed, and who still has to.")
@click.option("--check", is_flag=True, help="With --status: exit code 1 if anybody still has to.")
@common_options("ratification")
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    contract: str,
    team: str | None,
    person: str,
    key: Path | None,
    accepts: tuple[str, ...],
    reasons: tuple[str, ...],
    status: bool,
    check: bool,
) -> None:
    """Agree to a version of a contract for a team, or show who has agreed.

    CONTRACT is `contract@version`; without a version the highest is meant. A version is ratified
    once its provider's team and the team of each consumer have agreed to its content, digest by
    digest. From then on it is frozen: a change needs a new version.

    Each agreement is a file of its own in the ledger, to be committed and reviewed like any other.
    """
    from planner.app.ratify import ratify, show_ratification

    _check_usage(_Given(contract, team, person, key, accepts, reasons, status, check))
    files = open_files(common)
    if status:
        view, warnings = show_ratification(files, contract)
    else:
        agreement = _agreement(contract, team or "", person, key, _paired(accepts, reasons))
        view, warnings = ratify(files, surroundings(common), clock(), agreement)
    emit(view, "ratification", common, warnings)
    if check and not view.is_complete:
        ctx.exit(exit_codes.GATE_CLOSED)


@dataclass(frozen=True, slots=True)
class _Given:
    contract: str
    team: str | None
    person: str
    key: Path | None
    accepts: tuple[str, ...]
    reasons: tuple[str, ...]
    status: bool
    check: bool


def _check_usage(given: _Given) -> None:
    """Refuse options that don't go together.

    Raises:
        click.UsageError: with what to write instead.
    """
    if given.status:
        if given.team or given.person or given.key or given.accepts or given.reasons:
            raise click.UsageError(
                "`--status` shows, and writes nothing. Hint: leave the other options out."
            )
        return
    if given.check:
        raise click.UsageError("`--check` goes with `--status`. Hint: add `--status`.")
    if not given.contract:
        raise click.UsageError(
            "No contract is named. Hint: name one, or add `--status` to see them all."
        )
    if not given.team:
        raise click.UsageError(
            "It is not said who agrees. Hint: add `--as TEAM`, or `--status` to see who has."
        )
    _paired(given.accepts, given.reasons)


def _paired(accepts: tuple[str, ...], reasons: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return each accepted fingerprint with its reason.

    Raises:
        click.UsageError: a reason is missing, or there is one too many.
    """
    if len(reasons) == 1 and accepts:
        reasons *= len(accepts)
    if len(reasons) != len(accepts) or not all(reason.strip() for reason in reasons):
        raise click.UsageError(
            "Each `--accept` needs its `--reason`. Hint: write why, once for each or once for all."
        )
    return tuple(zip(accepts, reasons, strict=True))


def _agreement(
    contract: str,
    team: str,
    person: str,
    key: Path | None,
    accepted: tuple[tuple[str, str], ...],
) -> "Agreement":
    from planner.adapters.identity import git_identity
    from planner.app.ratify import Agreement

    identities = () if person else git_identity(Path())
    return Agreement(
        contract, team, person, identities, accepted, _SshKey(key.expanduser()) if key else None
    )


@dataclass(frozen=True, slots=True)
class _SshKey:
    """An SSH key on disk; see `planner.app.ratify.Signer`."""

    file: Path

    def sign(self, text: bytes) -> str:
        """Return the armoured signature of a text."""
        from planner.adapters.ssh_signatures import SshSignatures
        from planner.governance.statement import NAMESPACE

        return SshSignatures(NAMESPACE).sign(text, self.file)
