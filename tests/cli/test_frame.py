"""What all commands have in common: help, options, output, exit codes."""

import importlib
import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from planner.cli import exit_codes
from planner.cli.main import exit_code_of, program
from planner.cli.options import Common, common_options, formats_on_disk
from planner.render.registry import formats_of
from tests.app.workspaces import a_workspace
from tests.cli.running import run_here

COMMANDS = program.list_commands(click.Context(program))


def _paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words that lead to each command, those of groups included."""
    if path:
        yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _paths(inner, (*path, name))


PATHS = [" ".join(path) for path in _paths(program)]


def said(
    capsys: pytest.CaptureFixture[str], *arguments: str, code: int = exit_codes.FINE
) -> tuple[str, str]:
    """Run `plan` in this process; return what it printed to both streams."""
    assert exit_code_of(list(arguments)) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_commands_are_found_by_folder_scan() -> None:
    folder = Path(importlib.import_module("planner.cli.commands").__path__[0])
    files = {path.stem.replace("_", "-") for path in folder.glob("[!_]*")}
    assert set(COMMANDS) == files
    assert {"init", "schema", "validate"} <= files


def test_help_names_every_command_with_its_whole_first_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = said(capsys, "--help")
    words = " ".join(out.split())
    for name in COMMANDS:
        command = program.get_command(click.Context(program), name)
        assert command is not None
        assert f"{name} {command.get_short_help_str(1000)}" in words
    assert "..." not in words.partition("Commands:")[2]
    assert said(capsys)[0] == out
    assert said(capsys, "-h")[0] == out


@pytest.mark.parametrize("path", PATHS)
def test_help_of_a_command_has_examples_that_parse(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *inner = path.split()
    out, _ = said(capsys, name, *inner, "--help")
    _, _, examples = out.partition("\n  Examples:\n")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    assert lines
    command = program.get_command(click.Context(program), name)
    assert command is not None
    for line in lines:
        words = shlex.split(line.partition(" | ")[0].partition(" > ")[0])
        assert words[: 2 + len(inner)] == ["plan", name, *inner]
        command.make_context(name, words[2:], resilient_parsing=False)


def test_no_command_module_imports_anything_heavy() -> None:
    code = (
        "import importlib, sys\n"
        "heavy = {'pydantic', 'rich', 'yaml', 'ryaml', 'networkx', 'matplotlib', 'rapidfuzz'}\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(f'planner.cli.commands.{name}')\n"
        "    if found := sorted(heavy & set(sys.modules)):\n"
        "        sys.exit(f'{name} imports {found}')\n"
    )
    names = [name.replace("-", "_") for name in COMMANDS]
    result = subprocess.run(
        [sys.executable, "-c", code, *names], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from planner import __version__  # noqa: PLC0415

    assert said(capsys, "--version") == (f"plan {__version__}\n", "")


def test_an_unknown_command_gets_near_misses(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "validte", code=exit_codes.BAD_INPUT)
    assert out == ""
    assert "There is no command `validte`. Hint: did you mean `validate`?" in err


def test_an_unknown_option_gets_near_misses(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = said(capsys, "validate", "--strikt", code=exit_codes.BAD_INPUT)
    assert "--strict" in err


def test_formats_are_those_of_the_renderers() -> None:
    for subject in ("validation", "waves"):
        assert formats_on_disk(subject) == formats_of(subject)
    assert formats_on_disk("validation") == ("text", "json")


def test_the_commands_own_options_stand_first() -> None:
    @click.command
    @common_options("validation")
    @click.option("--own", is_flag=True)
    def command(common: Common, *, own: bool) -> None: ...

    assert [parameter.name for parameter in command.params] == [
        "own",
        "workspace",
        "quiet",
        "verbose",
        "color",
        "format",
        "output",
    ]


def test_the_workspace_is_found_upwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = a_workspace(tmp_path / "shop")
    monkeypatch.chdir(shop / "contracts/catalog")
    below = said(capsys, "validate")
    monkeypatch.chdir(tmp_path)
    assert said(capsys, "validate", "--workspace", "shop") == below
    assert said(capsys, "validate", "-w", "shop/plan.yaml") == below
    assert below[0].startswith("no problems. Checked 2 manifest files, ")


def test_the_ending_of_the_output_says_its_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop, target = str(a_workspace(tmp_path)), tmp_path / "new/result.json"
    out, err = said(capsys, "validate", "-w", shop, "-o", str(target))
    assert (out, err) == ("", f"Wrote {target}\n")
    assert json.loads(target.read_text())["command"] == "validate"
    target = tmp_path / "result"
    said(capsys, "validate", "-w", shop, "-q", "-o", str(target), "-f", "text")
    assert target.read_text().startswith("no problems")


def test_an_ending_without_format_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "result.xyz"
    shop = str(a_workspace(tmp_path))
    _, err = said(capsys, "validate", "-w", shop, "-o", str(target), code=exit_codes.BAD_INPUT)
    assert "does not say which format to write. Hint: use one of .json, .txt, or add" in err
    assert not target.exists()


def test_output_that_can_not_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = str(a_workspace(tmp_path))
    target = tmp_path / "plan.yaml/result.json"
    _, err = said(capsys, "validate", "-w", shop, "-o", str(target), code=exit_codes.BAD_INPUT)
    assert err.startswith(f"error: can't write `{target}`: ")
    assert "\n  hint: choose a place where you may write\n" in err


def test_output_is_bytes_with_unix_line_ends(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "planner", "validate", "-f", "json"],
        cwd=a_workspace(tmp_path),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert b"\r" not in result.stdout
    assert result.stdout.endswith(b"}\n")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    result = subprocess.run(  # noqa: S602  the pipe is what is tested
        f"set -o pipefail; {sys.executable} -m planner waves -f json | true",
        shell=True,
        executable="/bin/bash",
        cwd=a_workspace(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode in {exit_codes.FINE, exit_codes.PIPE_CLOSED}
    assert result.stderr == ""


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "planner", "validate"],
            cwd=a_workspace(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == exit_codes.BAD_INPUT
    assert result.stderr.startswith("error: can't write the output: no space left on device")


def on_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """Run `plan` with a terminal for its standard output; return what it wrote there."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", *arguments],
        cwd=cwd,
        stdout=child,
        stderr=child,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **environment},
    )
    os.close(child)
    chunks = []
    try:
        while chunk := os.read(parent, 65536):
            chunks.append(chunk)
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(parent)
    process.wait()
    return b"".join(chunks).decode()


def test_colours_only_on_a_terminal(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path)
    assert "\x1b[" in on_terminal("validate", cwd=shop, TERM="xterm")
    assert "\x1b[" not in on_terminal("validate", cwd=shop, TERM="xterm", NO_COLOR="1")
    assert "\x1b[" not in on_terminal("validate", "--no-color", cwd=shop, TERM="xterm")
    assert "\x1b[" not in run_here("validate", cwd=shop).stdout
    assert "\x1b[" in run_here("validate", "--color", cwd=shop).stdout


def test_an_image_does_not_go_to_a_terminal(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path)
    assert "can't be shown on a terminal. Hint: add --output FILE." in on_terminal(
        "waves", "-f", "png", cwd=shop
    )


def test_a_mistake_of_ours_is_told_without_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("planner.app.validate.validate_workspace", fail)
    monkeypatch.delenv("PLAN_DEBUG", raising=False)
    shop = str(a_workspace(tmp_path))
    _, err = said(capsys, "validate", "-w", shop, code=exit_codes.INTERNAL)
    assert err.startswith("internal error: ZeroDivisionError: boom\n")
    assert "report it" in err
    assert "Traceback" not in err
    monkeypatch.setenv("PLAN_DEBUG", "1")
    assert "Traceback" in said(capsys, "validate", "-w", shop, code=exit_codes.INTERNAL)[1]


def test_an_interrupt_has_its_own_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.app.validate.validate_workspace", interrupted)
    shop = str(a_workspace(tmp_path))
    _, err = said(capsys, "validate", "-w", shop, code=exit_codes.INTERRUPTED)
    assert err.strip() == "Interrupted."


def test_warnings_go_to_standard_error_and_quiet_drops_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = {"services/order.yaml": "name: order\nteam: web\n"}
    shop = str(a_workspace(tmp_path, changes))
    out, err = said(capsys, "waves", "-w", shop)
    assert "services/catalog.yaml:4:15: warning: no service consumes " in err
    assert err.endswith("2 warnings\n")
    assert "warning" not in out
    assert said(capsys, "waves", "-w", shop, "--quiet") == (out, "")
