"""The console script: every command, by its name."""

import os
from importlib import import_module
from typing import Final

import click

from eventapp import __version__, data_folder

COMMANDS: Final = {
    "backup": ("backups.backup", "Save database and key in FILE, while people go on registering."),
    "check": ("backups.check", "Read everything once: is the database whole, are files what was stored?"),
    "db": ("databases.commands", "The database."),
    "doctor": ("installation.doctor", "Say what is wrong with this installation and what to do."),
    "mail": ("letters.mail_server", "The mail server."),
    "organiser": ("organisers.organisers", "Organisers' accounts."),
    "outbox": (
        "letters.letters",
        "The latest letters: those that were sent, those that wait, those that failed.",
    ),
    "person": ("people.people", "What is kept of one person of a visit: hand it over, or erase it."),
    "release": ("visits.release", "Publish the visit's draft programme as the next version."),
    "remake": ("visits.remake", "Make the files of each release in force anew."),
    "restore": ("backups.restore", "Put the backup FILE into an empty place."),
    "run": ("serving.run", "Serve the pages and do the work, with whatever is missing set up first."),
    "serve": ("serving.serve", "Serve the pages (no worker)."),
    "visit": ("visits.visit_file", "Visits: list them, load one from its file, write its file, remove one."),
    "worker": ("serving.worker", "Send mail, make paper, tidy up."),
}
"""{name: (where it is in eventapp.commands, how its own help begins)}"""


class Commands(click.Group):
    """Imports the module of the command that is asked for, and no other: each needs another part of the program."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(".")
        found: click.Command = getattr(import_module(f"eventapp.commands.{module}"), attribute)
        return found

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(COMMANDS.items())])


def _say_version(context: click.Context, _parameter: click.Parameter, asked: object) -> None:
    if asked:
        from eventapp.core import migrations

        click.echo(f"eventapp {__version__}, database shape {migrations.head()}")
        context.exit()


@click.group(cls=Commands)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Say the version, and the shape of database that it works with.",
)
def cli() -> None:
    """Visits of delegations abroad: registration, programme, calendar and paper."""


def main() -> None:
    """What any command writes, and what its children write, is for this user alone."""
    os.umask(data_folder.OTHERS)
    cli(prog_name="eventapp")
