"""Visits: their files, and releasing their programmes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from eventapp import data_folder
from eventapp.commands.application import application
from eventapp.commands.start import fail
from eventapp.core import current, security
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.links import Links
from eventapp.core.text import LANGUAGES
from eventapp.desk.removal import remove_visit, rows_of
from eventapp.publishing.operations import publish_programme, remake_outputs
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.operations import dump_visit, load_visit, preview_load
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.queries import get_visit, visits


@click.command()
@click.argument("slug")
@click.option(
    "--note", "notes", multiple=True, metavar="LANGUAGE=TEXT", help="What is new, e.g. --note lt=… --note en=…"
)
def release(slug: str, notes: tuple[str, ...]) -> None:
    """Publish the visit's draft programme as the next version."""
    with application():
        visit = get_visit(slug)
        with transaction():
            made_release = publish_programme(visit.id, note=_note(notes), act=current.act(COMMAND))
            number = made_release.number
    seen = "public" if visit.visible else "released; the visit is hidden, so nobody sees it yet"
    click.echo(f"{slug}: version {number} of the programme is {seen}.")


def _note(notes: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for item in notes:
        language, separator, words = item.partition("=")
        if language not in LANGUAGES or not separator or not words.strip():
            fail(f"--note {item!r}: expected LANGUAGE=TEXT with one of {', '.join(LANGUAGES)}")
        found[language] = words.strip()
    return found


@click.command()
def remake() -> None:
    """Make the files of each release in force anew, after EVENTAPP_BASE_URL has changed.

    After an update the worker does so by itself.

    Calendars keep their UIDs and dates of change; PDFs follow as the worker makes them, and the old ones serve
    meanwhile. Files of earlier releases stay as they are.
    """
    with application() as made:
        base_url = made.extensions["eventapp.settings"].base_url
        for slug, visit_id in [(visit.slug, visit.id) for visit in visits()]:
            with transaction():
                number = remake_outputs(visit_id, act=current.act(COMMAND))
            click.echo(f"{slug}: {number} files for {base_url}." if number else f"{slug}: not released yet.")


@click.group("visit")
def visit_file() -> None:
    """Visits: list them, load one from its file, write its file, remove one."""


@visit_file.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Organisers' edits since the last load give way to the file.")
@click.option("--keep-instants", is_flag=True, help="If the time zone changes, what the file omits keeps its instants.")
@click.option("--dry-run", is_flag=True, help="Say what would change and which hours move, and change nothing.")
def load(file: Path, *, overwrite: bool, keep_instants: bool, dry_run: bool) -> None:
    """Create a visit from FILE, or bring its draft up to FILE.

    Nothing becomes public by it but the facts of a visible visit; a new one is hidden unless FILE says otherwise.
    """
    with application() as made, _naming_problems(file):
        chosen = made.extensions["eventapp.settings"]
        links = Links.of(chosen)
        read = read_visit_file(str(file), file.read_bytes())
        if dry_run:
            report = preview_load(read, overwrite=overwrite, keep_instants=keep_instants)
        else:
            with transaction():
                act = Act(COMMAND, links, utc_now())
                report = load_visit(read, act=act, overwrite=overwrite, keep_instants=keep_instants)
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


@visit_file.command("list")
def list_visits() -> None:
    """All visits, the latest first: slug, days, version in force, registrations, whether it is hidden."""
    with application():
        for visit in visits():
            rows = rows_of(visit.id)
            released = f"version {rows['release']}" if "release" in rows else "not released"
            people = f"registrations: {rows.get('registration', 0)}"
            hidden = "" if visit.visible else "  hidden"
            click.echo(f"{visit.slug:<24} {visit.starts_on} to {visit.ends_on}  {released:<14} {people}{hidden}")


@visit_file.command()
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Without it, only what would go is listed.")
def remove(slug: str, *, yes: bool) -> None:
    """Remove a visit and all that hangs on it, once nobody who registered is inside their term.

    Its file is written into the data folder first.
    """
    with application() as made:
        visit_id = get_visit(slug).id
        if not yes:
            for table, number in rows_of(visit_id).items():
                click.echo(f"would go: {table}: {number}")
            fail(f"{slug} is still there; to remove it for good type: eventapp visit remove {slug} --yes")
        folder = made.extensions["eventapp.settings"].data_dir / data_folder.REMOVED
        file = _dump_aside(folder, slug, utc_now())
        try:
            with transaction():
                gone = remove_visit(visit_id, now=utc_now())
        except Refusal:
            file.unlink()
            raise
        security.note(security.Event.ERASED, visit=visit_id, registrations=gone.get("registration", 0))
    click.echo(f"{slug} is removed ({sum(gone.values())} rows); its file is {file}")


def _dump_aside(folder: Path, slug: str, now: datetime) -> Path:
    """The visit's file, written before anything is deleted."""
    file = folder / f"{slug}-{now:%Y%m%dT%H%M%SZ}.toml"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file.write_text(dump_visit(slug), encoding="utf-8")
    except OSError as error:
        fail(f"{file} cannot be written, so nothing was removed: {error.strerror}")
    return file
