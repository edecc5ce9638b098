"""What the database says: its shape, its rows' hours and zones, what could not be made."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from eventapp.bare import bare_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db, session
from eventapp.doctor.findings import Finding
from eventapp.doctor.outbox import look_at_outbox
from eventapp.doctor.worker import look_at_worker
from eventapp.notifications.models import Mail
from eventapp.programme.models import Release
from eventapp.publishing.models import Output, OutputState
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit

AHEAD: Final = timedelta(minutes=1)


def look_at_database(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The database's shape; in one of the right shape also the rows' hours, zones and letters."""
    if settings.sqlite_file and not settings.sqlite_file.exists():
        yield Finding("database", f"{settings.sqlite_file} does not exist", "eventapp db upgrade")
        return
    with bare_app(settings).app_context():
        try:
            shape = _shape(db.engine)
            yield shape
            if not shape.remedy:
                yield _newest_row(now)
                yield from _zones()
                yield from look_at_worker(settings, now)
                yield from look_at_outbox(settings, now)
                yield from _papers()
                yield from _addresses(settings)
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            yield Finding("database", f"cannot be used: {reason}", "start it, or correct EVENTAPP_DATABASE_URL")
        finally:
            session.remove()
            db.engine.dispose()


def _shape(engine: Engine) -> Finding:
    try:
        if migrations.is_current(engine):
            return _differences(engine)
    except migrations.NewerDatabase:
        remedy = "install the version of eventapp that made it, or a later one"
        return Finding("database", "it was made by a newer version", remedy)
    return Finding("database", "it is not of this version's shape", "eventapp db upgrade")


def _differences(engine: Engine) -> Finding:
    """Of a database that says it is of this version: whether it really has the tables, columns and indexes."""
    different = migrations.differences(engine)
    if different:
        words = f"it says that it is of this version's shape, but differs: {'; '.join(map(str, different[:5]))}"
        return Finding("database", words, "undo what was done to it by hand, or restore a backup: eventapp restore")
    return Finding("database", f"{engine.dialect.name}, of this version's shape")


def _newest_row(now: datetime) -> Finding:
    instants = (Mail.created_at, Registration.created_at, Release.released_at)
    newest = max((at for column in instants if (at := session.scalar(select(func.max(column))))), default=now)
    if newest > now + AHEAD:
        words = f"it shows {now:%Y-%m-%d %H:%M} UTC, but the database has a row of {newest:%Y-%m-%d %H:%M}"
        return Finding("clock", words, "set the machine's clock (timedatectl set-ntp true)")
    return Finding("clock", "no row of the database is newer than now")


def _zones() -> Iterator[Finding]:
    for slug, name in session.execute(select(Visit.slug, Visit.timezone).order_by(Visit.slug)):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            yield Finding("clock", f"the time zone {name} of {slug} is unknown here", "pip install --upgrade tzdata")


def _papers() -> Iterator[Finding]:
    """PDFs of current releases that could not be made."""
    current = select(func.max(Release.id)).group_by(Release.visit_id)
    failed = select(Output, Visit.slug).join(Release, Output.release_id == Release.id).join(Visit)
    for output, slug in session.execute(
        failed.where(Output.state == OutputState.FAILED, Output.release_id.in_(current)).order_by(Output.id)
    ):
        words = f"the {output.kind} of {slug} in {output.language} could not be made: {output.error}"
        yield Finding("paper", words, "remove the cause, then “Try again” on the release page")


def _addresses(settings: Settings) -> Iterator[Finding]:
    """Files of releases in force in which another address stands than the present one."""
    current = select(func.max(Release.id)).group_by(Release.visit_id)
    of_visits = select(Visit.slug, Output.base_url).join(Release, Release.visit_id == Visit.id)
    named = of_visits.join(Output, Output.release_id == Release.id).where(
        Release.id.in_(current), Output.base_url != ""
    )
    others = named.where(Output.base_url != settings.base_url).distinct().order_by(Visit.slug, Output.base_url)
    for slug, base_url in session.execute(others):
        words = f"calendars and paper of {slug} name {base_url}, and EVENTAPP_BASE_URL is {settings.base_url}"
        yield Finding("address", words, "eventapp remake, once the new address is the right one")
