"""Serving the pages and doing the work, apart or together."""

import os
import sys

import click

from eventapp import data_folder, listeners, supervision
from eventapp import worker as background
from eventapp.commands.application import application
from eventapp.commands.organisers import first_link
from eventapp.commands.start import database, fail, in_one_line, kept_secret_key, settings
from eventapp.config import PREFIX, Settings, data_dir
from eventapp.core import logs, migrations
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.links import Links
from eventapp.core.paths import PACKAGE
from eventapp.core.text import LocalizedText
from eventapp.notifications.message import faults
from eventapp.publishing.operations import publish_programme
from eventapp.visitfiles.operations import load_visit
from eventapp.visitfiles.reading import VisitFile, read_visit_file
from eventapp.visits.queries import get_visit, visits

FIRST_VISIT = PACKAGE / "data" / "oslo-2017.toml"
FIRST_NOTE = {
    "lt": "Programa paskelbta pirmą kartą.",
    "en": "The programme is published for the first time.",
    "nb": "Programmet er publisert for første gang.",
}


def apart() -> Settings:
    """The settings of a server or a worker by itself: the key has to be set, since each may run on its own machine."""
    if not os.environ.get(PREFIX + "SECRET_KEY") and kept_secret_key():
        file = data_dir(os.environ) / data_folder.KEY
        fail(f"{PREFIX}SECRET_KEY is not set; set it to the key that eventapp run has kept in {file}")
    return settings()


def check_letters() -> None:
    """Nobody starts on a Python that would send other heads than were written: tried, not guessed from its number."""
    if found := faults():
        fail(
            f"letters come out otherwise than they should ({', '.join(found)}); install another Python (see the README)"
        )


@click.command()
def serve() -> None:
    """Serve the pages (no worker)."""
    check_letters()
    chosen = apart()
    with in_one_line():
        data_folder.check_writable(chosen.data_dir)
        listeners.check(chosen)
    # The server forks: all that a request needs is loaded here, and is there once for all its processes.
    from eventapp.app import create_app

    with application(chosen, make=create_app):
        pass
    supervision.serve(chosen)


@click.command()
def worker() -> None:
    """Send mail, make paper, tidy up."""
    check_letters()
    chosen = apart()
    with in_one_line():
        data_folder.check_writable(chosen.data_dir)
    with application(chosen) as made:
        logs.prepare(chosen.log_format)
        background.work(made)


@click.command()
def run() -> None:
    """Serve the pages and do the work, with whatever is missing set up first."""
    check_letters()
    folder = data_dir(os.environ)
    with in_one_line():
        data_folder.make(folder)
        is_known = data_folder.kept_secret_key(folder) is not None
        key = os.environ.get(PREFIX + "SECRET_KEY") or data_folder.make_secret_key(folder)
        chosen = settings(secret_key=key)
        data_folder.close_to_others(folder, chosen.sqlite_file)
        listeners.check(chosen)
    if is_known and chosen.sqlite_file and not chosen.sqlite_file.exists():
        click.echo(f"eventapp: {chosen.sqlite_file} is not there, though its key is: a new database is made", err=True)
    with database(chosen) as engine:
        migrations.move(engine, "head")
    with application(chosen):
        _load_first_visit(chosen)
        link = first_link(chosen)
    logs.prepare(chosen.log_format)
    environ = {**os.environ, PREFIX + "SECRET_KEY": key, PREFIX + "DATA_DIR": str(folder)}
    sys.exit(supervision.run(environ, ready=lambda: _greet(chosen, link)))


def _load_first_visit(chosen: Settings) -> None:
    """Load and release the visit that comes with the program, unless the database has one."""
    if visits():
        return
    file = read_visit_file(FIRST_VISIT.name, FIRST_VISIT.read_bytes())
    with transaction():
        load_and_publish(file, note=FIRST_NOTE, act=Act(COMMAND, Links.of(chosen), utc_now()))


def load_and_publish(file: VisitFile, *, act: Act, note: LocalizedText) -> None:
    """Create the visit and release its programme: two operations in one transaction, both or neither.

    Else an end between them would leave a visit that no later start releases. Raises VisitFileRefused.
    """
    load_visit(file, act=act, overwrite=False)
    visit_id = get_visit(file.slug).id
    publish_programme(visit_id, note=note, act=act)


def _greet(chosen: Settings, link: str) -> None:
    click.echo(f"eventapp is at {chosen.base_url}/ (Ctrl-C ends it)")
    click.echo(f"Organisers sign in here, once and within 24 hours: {link}")
    if chosen.smtp is None:
        click.echo("No mail is sent (EVENTAPP_SMTP_URL is not set); letters wait in: eventapp outbox")
