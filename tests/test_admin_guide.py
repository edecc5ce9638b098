"""docs/admin.md: every command, option, setting, file, unit and address in it exists, and what can be run is run."""

import hashlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from eventapp import __version__
from eventapp.app import create_app
from eventapp.cli import cli
from eventapp.config import NAMES
from eventapp.core import migrations
from eventapp.core.clock import utc_now
from eventapp.doctor.machine import LIBRARIES
from eventapp.monitor import figures
from tests.conftest import installation, make_settings
from tests.factories import make_visit, publish
from tests.processes import SOURCE, environment
from tests.test_clone import need_the_package_index
from tests.test_wheel import build_wheel, copy_of_the_sources

GUIDE = (SOURCE / "docs" / "admin.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
INLINE: list[str] = re.findall(r"`([^`\n]+)`", GUIDE.replace("```", ""))
OTHERS = {
    *(
        "apt-get",
        "caddy",
        "editor",
        "install",
        "ln",
        "nginx",
        "python3",
        "runuser",
        "sha256sum",
        "systemctl",
        "useradd",
    ),
}
"""Programs of Debian; python3 makes the environment, editor is whichever one likes."""


def typed() -> Iterator[list[str]]:
    """Each line of each block as the shell takes it apart, without what is set for it and without its comment."""
    for block in BLOCKS:
        for line in block.replace("$VERSION", __version__).splitlines():
            words = shlex.split(line, comments=True)
            while words and re.fullmatch(r"[A-Z]+=.*", words[0]):
                words = words[1:]
            if words:
                yield words


def ours() -> Iterator[list[str]]:
    """The commands of eventapp, in the blocks and in the text."""
    for words in [*typed(), *(shlex.split(words) for words in INLINE)]:
        if Path(words[0]).name == "eventapp" and len(words) > 1 and "…" not in words[1]:
            yield words[1:]


def units() -> Iterator[str]:
    for words in [*typed(), *(shlex.split(words) for words in INLINE)]:
        if words[0] == "systemctl":
            yield from (word for word in words[2:] if word.startswith("eventapp"))


def refuse_unknown(command: click.Command, words: list[str]) -> None:
    """Raises click.UsageError for a command, an option or an argument that there is not."""
    context = click.Context(command)
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        _, inner, rest = command.resolve_command(context, words)
        assert inner is not None
        refuse_unknown(inner, rest)
        return
    # What a file holds is not asked here: a parser takes every argument as it stands.
    _, left, _ = command.make_parser(context).parse_args(list(words))
    if left:
        raise click.UsageError(f"too many: {left}")


def test_the_guide_has_been_read() -> None:
    assert len(BLOCKS) >= 9
    assert len(list(ours())) > 15
    assert len(set(units())) >= 5


@pytest.mark.parametrize("words", sorted({shlex.join(words) for words in ours()}))
def test_each_command_of_eventapp_exists(words: str) -> None:
    refuse_unknown(cli, shlex.split(words))


@pytest.mark.parametrize("words", ["doctor --yaml", "organiser make ada@example.org", "release --note en=x oslo more"])
def test_a_command_that_does_not_exist_would_be_found(words: str) -> None:
    with pytest.raises((click.UsageError, AssertionError)):
        refuse_unknown(cli, shlex.split(words))


def test_nothing_else_is_typed_than_what_debian_has() -> None:
    programs = {words[0] for words in typed() if not words[0].startswith("/opt/eventapp/")}
    assert programs - {"eventapp"} == OTHERS


def test_each_setting_exists() -> None:
    named = set(re.findall(r"EVENTAPP_[A-Z_]+", GUIDE))
    named |= set(re.findall(r"EVENTAPP_[A-Z_]+", "".join(p.read_text() for p in (SOURCE / "deploy").iterdir())))
    assert len(named) > 5
    assert named <= set(NAMES)


def test_each_file_and_unit_exists() -> None:
    files = set(re.findall(r"\bdeploy/[\w@.-]+", GUIDE))
    assert len(files) >= 7
    assert [name for name in sorted(files) if not (SOURCE / name.rstrip(".")).exists()] == []
    assert {name for name in (p.name for p in (SOURCE / "deploy").iterdir()) if f"deploy/{name}" not in GUIDE} == set()
    assert len(set(units())) > 2
    for unit in set(units()):
        name = re.sub(r"@\w+", "@", unit)
        assert (SOURCE / "deploy" / (name if name.endswith((".timer", ".service")) else f"{name}.service")).is_file()
    links = re.findall(r"\]\(([^)#:]+)", GUIDE)
    assert [link for link in links if not (SOURCE / "docs" / link).exists()] == []


def test_what_the_pdfs_need_is_installed() -> None:
    installed = next(words for words in typed() if words[0] == "apt-get")
    assert set(installed) >= {*LIBRARIES.values(), "python3-venv", "curl"}


def test_each_address_and_figure_exists(tmp_path: Path) -> None:
    rules = {rule.rule for rule in create_app(make_settings(tmp_path)).url_map.iter_rules()}
    assert {"/healthz", "/readyz", "/metrics"} <= rules & set(INLINE)
    with installation(tmp_path):
        publish(make_visit().id)
        lines = [line for figure in figures(utc_now()) for line in figure.lines()]
    there = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {name.split("{")[0] for name in INLINE if name.startswith("eventapp_")} == there
    samples = {line.split()[0] for line in lines}
    assert {name for name in INLINE if re.fullmatch(r"eventapp_\w+\{.*\}", name)} <= samples


def test_the_version_of_the_guide_is_this_one() -> None:
    assert re.findall(r"^VERSION=(.*)$", GUIDE, re.MULTILINE) == [__version__]


@pytest.mark.slow
def test_the_version_is_installed_as_the_guide_says(tmp_path: Path) -> None:
    """The block with pip, below another folder, with what pip takes from the package index."""
    home, sources, root = (tmp_path / name for name in ("home", "sources", "root"))
    for folder in (home, sources, root):
        folder.mkdir()
    environ = environment(HOME=str(home))
    del environ["PYTHONPATH"]
    environ["PIP_NO_COMPILE"] = "1"  # hardly anything of it is run here
    need_the_package_index(environ, tmp_path / "download")
    wheel = build_wheel(copy_of_the_sources(sources), home)
    (home / "SHA256SUMS").write_text(f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}\n")
    (home / "run.txt").write_bytes((SOURCE / "requirements" / "run.txt").read_bytes())
    (root / "opt" / "eventapp").mkdir(parents=True)
    block = next(block for block in BLOCKS if "--require-hashes" in block)
    script = block.replace("/opt/eventapp", f"{root}/opt/eventapp")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=home, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == f"{wheel.name}: OK"
    assert done.stdout.splitlines()[-1] == f"eventapp {__version__}, database shape {migrations.head()}"
    assert os.readlink(root / "opt" / "eventapp" / "current") == __version__
    wheel.write_bytes(wheel.read_bytes() + b"x")
    refused = subprocess.run(["bash", "-euc", script], cwd=home, env=environ, capture_output=True, check=False)
    assert refused.returncode != 0
