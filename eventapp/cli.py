"""The console script: commands as thin as views."""

import sys
from typing import NoReturn

import click


@click.group()
def cli() -> None:
    """Visits of delegations abroad: registration, programme, calendar and paper."""


def fail(line: str) -> NoReturn:
    """Stop with one clear line."""
    click.echo(f"eventapp: {line}", err=True)
    sys.exit(1)


def main() -> None:
    cli(prog_name="eventapp")
