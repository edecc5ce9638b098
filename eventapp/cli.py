"""The console script: commands as thin as views. Its words are for organisers and are English."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask
from sqlalchemy.exc import DatabaseError, OperationalError

from eventapp import data_folder, supervision
from eventapp.accounts.operations import add_account, make_sign_in_link
from eventapp.accounts.queries import accounts
from eventapp.app import create_app
from eventapp.config import PREFIX, Settings, WrongSetting, data_dir, read_settings
from eventapp.core import migrations
from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.core.errors import Refusal
from eventapp.core.jobs import Job
from eventapp.core.links import Links
from eventapp.core.paths import PACKAGE
from eventapp.core.text import DEFAULT, LANGUAGES
from eventapp.doctor import examine
from eventapp.notifications.letters import text_of
from eventapp.notifications.queries import get_mail, outbox
from eventapp.publishing.errors import VisitFileRefused
from eventapp.publishing.loading import dump_visit, load_and_publish, load_visit, preview_load
from eventapp.publishing.operations import publish_programme
from eventapp.publishing.visit_file import read_visit_file
from eventapp.visits.history import COMMAND
from eventapp.visits.queries import get_visit, visits

NOT_MIGRATED = "the database is not of this version's shape; type: eventapp db upgrade"
NEWER = "the database was made by a newer version of eventapp; install that version"

FIRST_VISIT = PACKAGE / "data" / "oslo-2017.toml"
FIRST_ORGANISER = "organiser@localhost"
FIRST_NOTE = {
    "lt": "Pirmoji programos versija.",
    "en": "The first version of the programme.",
    "nb": "Første versjon av programmet.",
}


@click.group()
def cli() -> None:
    """Visits of delegations abroad: registration, programme, calendar and paper."""


def main() -> None:
    cli(prog_name="eventapp")


def fail(line: str) -> NoReturn:
    """Stop with one clear line."""
    click.echo(f"eventapp: {line}", err=True)
    sys.exit(1)


def settings(*, secret_key: str | None = None) -> Settings:
    try:
        return read_settings(os.environ, secret_key=secret_key)
    except WrongSetting as error:
        fail(str(error))


@contextmanager
def in_one_line() -> Iterator[None]:
    """What the machine refuses becomes one line that says so."""
    try:
        yield
    except data_folder.FolderUnusable as error:
        fail(f"{error} (EVENTAPP_DATA_DIR names it)")
    except supervision.PortTaken as error:
        fail(f"cannot listen at {error}; choose another with PORT=… or EVENTAPP_HOST=…")


@contextmanager
def application(chosen: Settings | None = None, *, migrated: bool = True) -> Iterator[Flask]:
    """The app and its context, on a database of the right shape; what goes wrong becomes one line."""
    made = create_app(chosen or settings(secret_key=kept_secret_key()))
    with made.app_context():
        try:
            if migrated and not migrations.is_current(db.engine):
                fail(NOT_MIGRATED)
            yield made
        except migrations.NewerDatabase:
            fail(NEWER)
        except Refusal as error:
            fail(error.text("en"))
        except DatabaseError as error:
            # Of its subclasses only this one is about the machine; the others are mistakes in the program.
            if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
                raise
            where = db.engine.url.render_as_string(hide_password=True)
            fail(f"the database {where} cannot be used: {str(error.orig).strip().splitlines()[0]}")
        finally:
            # The server forks: no connection may be open then, or two processes would share it.
            session.remove()
            db.engine.dispose()


def kept_secret_key() -> str | None:
    """The key that ``run`` keeps beside the data, if there is one."""
    with in_one_line():
        return data_folder.kept_secret_key(data_dir(os.environ))


@cli.command()
def serve() -> None:
    """Serve the pages (no worker)."""
    chosen = settings()
    with in_one_line():
        data_folder.check_writable(chosen.data_dir)
        supervision.check_port(chosen.host, chosen.port)
    with application(chosen):
        pass
    supervision.serve(chosen)


@cli.command()
def worker() -> None:
    """Send mail, make paper, tidy up."""
    chosen = settings()
    with in_one_line():
        data_folder.check_writable(chosen.data_dir)
    with application(chosen) as made:

        def around(function: Job) -> Job:
            def with_context() -> None:
                with made.app_context():
                    function()

            return with_context

        supervision.work(chosen, around)


@cli.command()
def run() -> None:
    """Serve the pages and do the work, with whatever is missing set up first."""
    folder = data_dir(os.environ)
    with in_one_line():
        data_folder.make(folder)
        key = os.environ.get(PREFIX + "SECRET_KEY") or data_folder.make_secret_key(folder)
        chosen = settings(secret_key=key)
        supervision.check_port(chosen.host, chosen.port)
    with application(chosen, migrated=False):
        migrations.move(db.engine, "head")
        _load_first_visit(chosen)
        link = _first_link(chosen)
    environ = {**os.environ, PREFIX + "SECRET_KEY": key, PREFIX + "DATA_DIR": str(folder)}
    sys.exit(supervision.run(environ, ready=lambda: _greet(chosen, link)))


def _load_first_visit(chosen: Settings) -> None:
    """Load and release the visit that comes with the program, unless the database has one."""
    if visits():
        return
    file = read_visit_file(FIRST_VISIT.name, FIRST_VISIT.read_bytes())
    with transaction():
        load_and_publish(file, note=FIRST_NOTE, links=Links(chosen.base_url, chosen.secret_key), now=utc_now())


def _greet(chosen: Settings, link: str) -> None:
    click.echo(f"eventapp is at {chosen.base_url}/ (Ctrl-C ends it)")
    click.echo(f"Organisers sign in here, once and within 15 minutes: {link}")
    if chosen.smtp is None:
        click.echo("No mail is sent (EVENTAPP_SMTP_URL is not set); letters wait in: eventapp outbox")


@cli.group("organiser")
def organisers() -> None:
    """Organisers' accounts."""


@organisers.command("add")
@click.argument("email")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True)
def add_organiser(email: str, language: str) -> None:
    """Make an organiser of EMAIL; they sign in with links sent there."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        fail(f"{email}: {error}")
    with application(), transaction():
        add_account(address, language=language, now=utc_now())
    click.echo(f"{address} is an organiser.")


@organisers.command("link")
@click.argument("email")
def print_link(email: str) -> None:
    """Print a sign-in link for EMAIL, good once and for 15 minutes."""
    with application() as made:
        click.echo(_sign_in_link(made.extensions["eventapp.settings"], email))


def _sign_in_link(chosen: Settings, email: str) -> str:
    with transaction():
        token = make_sign_in_link(email, now=utc_now())
    return Links(chosen.base_url, chosen.secret_key).sign_in(token)


def _first_link(chosen: Settings) -> str:
    """A link for the first organiser; without any, one is made for whoever runs this."""
    if not accounts():
        with transaction():
            add_account(FIRST_ORGANISER, language=DEFAULT, now=utc_now())
    return _sign_in_link(chosen, accounts()[0].email)


@cli.command()
def doctor() -> None:
    """Say what is wrong with this installation and what to do; the exit status is 1 if something is."""
    findings = examine(os.environ, secret_key=kept_secret_key(), now=utc_now())
    for finding in findings:
        click.echo(finding.line())
    sys.exit(1 if any(finding.remedy for finding in findings) else 0)


@cli.group("db")
def database() -> None:
    """The database."""


@database.command()
def upgrade() -> None:
    """Bring the database to this version's shape."""
    with application(migrated=False):
        migrations.move(db.engine, "head")
    click.echo("The database is up to date.")


@cli.command()
@click.argument("slug")
@click.option(
    "--note", "notes", multiple=True, metavar="LANGUAGE=TEXT", help="What is new, e.g. --note lt=… --note en=…"
)
def release(slug: str, notes: tuple[str, ...]) -> None:
    """Publish the visit's draft programme as the next version."""
    with application() as made:
        visit = get_visit(slug)
        with transaction():
            base_url = made.extensions["eventapp.settings"].base_url
            made_release = publish_programme(visit.id, note=_note(notes), by=COMMAND, base_url=base_url, now=utc_now())
            number = made_release.number
    click.echo(f"{slug}: version {number} of the programme is public.")


def _note(notes: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for item in notes:
        language, separator, words = item.partition("=")
        if language not in LANGUAGES or not separator or not words.strip():
            fail(f"--note {item!r}: expected LANGUAGE=TEXT with one of {', '.join(LANGUAGES)}")
        found[language] = words.strip()
    return found


@cli.group("visit")
def visit_file() -> None:
    """A visit's file: load it, or write one."""


@visit_file.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Organisers' edits since the last load give way to the file.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def load(file: Path, *, overwrite: bool, dry_run: bool) -> None:
    """Create a visit from FILE, or bring its draft up to FILE. Nothing becomes public by it but the visit's facts."""
    with application() as made, _naming_problems(file):
        chosen = made.extensions["eventapp.settings"]
        links = Links(chosen.base_url, chosen.secret_key)
        read = read_visit_file(str(file), file.read_bytes())
        if dry_run:
            report = preview_load(read, overwrite=overwrite)
        else:
            with transaction():
                report = load_visit(read, links=links, overwrite=overwrite, now=utc_now())
    click.echo("\n".join(report.lines(dry_run=dry_run)))


@contextmanager
def _naming_problems(file: Path) -> Iterator[None]:
    """Each problem of the file a line, then the end."""
    try:
        yield
    except VisitFileRefused as refused:
        click.echo("\n".join(refused.lines()), err=True)
        fail(f"{file} was not loaded; nothing has changed")


@visit_file.command()
@click.argument("slug")
def dump(slug: str) -> None:
    """Write the visit's draft as a file that loads to the same visit."""
    with application():
        click.echo(dump_visit(slug), nl=False)


@cli.group("outbox", invoke_without_command=True)
@click.pass_context
def letters(context: click.Context) -> None:
    """The latest letters: those that were sent, those that wait, those that failed and why."""
    if context.invoked_subcommand:
        return
    with application():
        for mail in outbox():
            when = f"{mail.sent_at or mail.created_at:%Y-%m-%d %H:%M}"
            line = f"{mail.id.hex[:8]}  {mail.state:8} {when}  {mail.to_address or '(emptied)'}  {mail.subject}"
            click.echo(line + (f"  [{mail.tries} tries: {mail.error}]" if mail.error else ""))


@letters.command("show")
@click.argument("beginning", metavar="ID")
def show_letter(beginning: str) -> None:
    """One letter as text, with its links; ID is the beginning of its id in the list."""
    with application():
        mail = get_mail(beginning)
        click.echo(f"To: {mail.to_name} <{mail.to_address}>\nSubject: {mail.subject}\n\n{text_of(mail)}")
