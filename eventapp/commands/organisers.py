"""Organisers' accounts and the links by which they sign in."""

import click

from eventapp.accounts.operations import make_sign_in_link, remove_account
from eventapp.accounts.queries import accounts, sessions_by_account
from eventapp.accounts.rules import PRINTED_LINK_LIFE
from eventapp.commands.application import application
from eventapp.commands.start import fail
from eventapp.config import Settings
from eventapp.core import logs, mailboxes, security
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.links import Links
from eventapp.core.security import Event
from eventapp.core.text import DEFAULT, LANGUAGES
from eventapp.visits.members import organise_all

FIRST_ORGANISER = "organiser@localhost"


@click.group("organiser")
def organisers() -> None:
    """Organisers' accounts."""


@organisers.command("add")
@click.argument("email")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True)
@click.option("--as-typed", is_flag=True, help="The address is right, although its letters look like others.")
def add_organiser(email: str, language: str, *, as_typed: bool) -> None:
    """Make an organiser of EMAIL, of every visit there is; they sign in with links sent there."""
    try:
        address = mailboxes.parse(email)
    except Refusal as refusal:
        fail(f"{email}: {refusal.text('en')}")
    if (letters := mailboxes.look_alikes(address)) and not as_typed:
        fail(f"{email}: {letters} behind the @ look like Latin letters and are not; if it is right, add --as-typed")
    with application() as made:
        with transaction():
            account = organise_all(address, language=language, now=utc_now()).id
        _note(made.extensions["eventapp.settings"], Event.ORGANISER_ADDED, account)
    click.echo(f"{mailboxes.shown(address)} is an organiser.")


@organisers.command("list")
def list_organisers() -> None:
    """All organisers: id, address, language, since when, and in how many browsers they are signed in."""
    with application():
        signed_in = sessions_by_account(now=utc_now())
        for account in accounts():
            doubled = "" if account.email_key else "  (cannot sign in: an earlier one has the same mailbox)"
            words = (
                f"{account.id:4}  {mailboxes.shown(account.email)}  {account.language}  {account.created_at:%Y-%m-%d}"
            )
            click.echo(f"{words}  sessions: {signed_in.get(account.id, 0)}{doubled}")


@organisers.command("remove")
@click.argument("email")
def remove_organiser(email: str) -> None:
    """Take away from EMAIL the right to organise: at once, in all browsers. The history keeps the id."""
    with application() as made:
        with transaction():
            account = remove_account(email, now=utc_now())
        _note(made.extensions["eventapp.settings"], Event.ORGANISER_REMOVED, account)
        left = len(accounts())
    click.echo(f"{email} is no organiser any more; {left} left.")


def _note(chosen: Settings, event: Event, account: int) -> None:
    """In the security log, which a command writes to standard error like every process."""
    logs.prepare(chosen.log_format)
    security.note(event, account=account)


@organisers.command("link")
@click.argument("email")
def print_link(email: str) -> None:
    """Print a sign-in link for EMAIL, good once and for 24 hours."""
    with application() as made:
        click.echo(_sign_in_link(made.extensions["eventapp.settings"], email))


def _sign_in_link(chosen: Settings, email: str) -> str:
    with transaction():
        token = make_sign_in_link(email, now=utc_now(), life=PRINTED_LINK_LIFE)
    return Links.of(chosen).sign_in(token)


def first_link(chosen: Settings) -> str:
    """A link for the first organiser; without any, one is made for whoever runs this."""
    if not accounts():
        with transaction():
            organise_all(FIRST_ORGANISER, language=DEFAULT, now=utc_now())
    return _sign_in_link(chosen, accounts()[0].email)
