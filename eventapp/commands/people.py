"""What is kept of one person: handed over, or erased, for whoever runs the installation."""

from uuid import UUID

import click

import eventapp.keepers  # noqa: F401 - every room is asked
from eventapp.commands.application import application
from eventapp.commands.start import fail
from eventapp.core import current, erasures, mailboxes, security
from eventapp.core.acts import COMMAND
from eventapp.core.clock import utc_now
from eventapp.core.db import empty_log, transaction
from eventapp.core.errors import Refusal
from eventapp.core.keepers import Person
from eventapp.registration import erasing, own_data, queries
from eventapp.registration.models import Registration
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import get_visit


@click.group("person")
def people() -> None:
    """What is kept of one person of a visit: hand it over, or erase it."""


@people.command()
@click.argument("slug")
@click.argument("who", metavar="EMAIL|ID")
def export(slug: str, who: str) -> None:
    """Write as JSON all that is kept of the person with that address, or of that registration."""
    with application():
        visit, row = _found(slug, who)
        body = own_data.document(Person(visit.id, row.id), visit)
        security.note(security.Event.EXPORTED, visit=visit.id, kind="person")
        click.echo(body.decode())


@people.command()
@click.argument("slug")
@click.argument("who", metavar="EMAIL|ID")
@click.option("--yes", is_flag=True, help="Without it, nothing is erased.")
def erase(slug: str, who: str, *, yes: bool) -> None:
    """Erase for good all that is kept of the person with that address, or of that registration."""
    with application() as made:
        visit, row = _found(slug, who)
        visit_id, identity = visit.id, row.id
        if not yes:
            fail(f"{slug}: registration {identity} is still there; to erase it for good add --yes")
        with transaction():
            erasing.erase_person(visit_id, identity, act=current.act(COMMAND))
        security.note(security.Event.ERASED, visit=visit_id, registrations=1)
        empty_log()
        erasures.write_new(made.extensions["eventapp.settings"].data_dir / erasures.FILE, now=utc_now())
    click.echo(f"{slug}: registration {identity} is erased; it cannot be put back")


def _found(slug: str, who: str) -> tuple[VisitFacts, Registration]:
    visit = get_visit(slug)
    try:
        return visit, queries.registration_of(visit.id, UUID(who))
    except ValueError:
        pass
    try:
        row = queries.find_by_email(visit.id, mailboxes.parse(who))
    except Refusal as refusal:
        fail(f"{who}: {refusal.text('en')}")
    if row is None:
        fail(f"{slug}: nobody is registered with {who}")
    return visit, row
