"""What the README and its neighbours promise: settings, commands and links that exist."""

import re
from pathlib import Path

import click
import pytest

from eventapp.cli import cli
from eventapp.config import NAMES, read_settings
from tests.conftest import SECRET

SOURCE = Path(__file__).resolve().parents[1]
KEY = {"EVENTAPP_SECRET_KEY": SECRET}


def table(heading: str) -> list[list[str]]:
    """The cells of the rows of the table under that heading."""
    section = (SOURCE / "README.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_every_setting_is_in_the_table() -> None:
    assert [cells[0].strip("`") for cells in table("Settings")] == list(NAMES)
    assert all(len(cells) == 3 and cells[2] for cells in table("Settings"))


def test_the_defaults_in_the_table_are_those_of_the_program() -> None:
    defaults = {cells[0].strip("`"): re.fullmatch(r"`([^`]+)`", cells[1]) for cells in table("Settings")}
    said = {name: found[1].replace("PORT", "8000") for name, found in defaults.items() if found}
    assert len(said) == 9
    assert read_settings({**said, **KEY}) == read_settings(KEY)


def commands(group: click.Group, before: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found = set()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, (*before, name))
        if not isinstance(command, click.Group) or command.invoke_without_command:
            found.add((*before, name))
    return found


def test_every_command_is_in_the_table_and_the_other_way_round() -> None:
    said = re.findall(r"`eventapp ([a-z ]*[a-z])", "\n".join(cells[0] for cells in table("Commands")))
    assert {tuple(words.split()) for words in said} == commands(cli)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_what_is_linked_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (SOURCE / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (SOURCE / link).exists()] == []
