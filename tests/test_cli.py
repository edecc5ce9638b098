"""Each command is found by its name, and told of as it tells of itself."""

import click
import pytest
from click.testing import CliRunner

from eventapp.cli import COMMANDS, cli


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_says_how_the_command_s_own_help_begins(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    own = " ".join((command.help or "").split())
    assert own.startswith(COMMANDS[name][1].rstrip(".?"))


def test_all_are_listed() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output
    assert [line.split()[0] for line in listed.partition("Commands:")[2].splitlines() if line[2:3].strip()] == [
        *sorted(COMMANDS)
    ]


def test_what_is_no_command_is_said() -> None:
    done = CliRunner().invoke(cli, ["nothing"])
    assert (done.exit_code, "No such command 'nothing'" in done.output) == (2, True)
