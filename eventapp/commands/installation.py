"""The installation itself: what is wrong with it."""

import json
import os
import sys

import click

from eventapp.commands.start import kept_secret_key
from eventapp.core.clock import utc_now
from eventapp.doctor import examine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Objects: about, state (ok, unsure, wrong), words, remedy.")
def doctor(*, as_json: bool) -> None:
    """Say what is wrong with this installation and what to do; the exit status is 1 if something is."""
    findings = examine(os.environ, secret_key=kept_secret_key(), now=utc_now())
    if as_json:
        click.echo(json.dumps([finding.value() for finding in findings], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(finding.line() for finding in findings))
    sys.exit(1 if any(finding.remedy for finding in findings) else 0)
