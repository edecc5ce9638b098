"""What is wrong with an installation, and what to do about it. Its words are for whoever runs it, in English.

Nothing is changed, sent or set up by looking.
"""

import ctypes
import smtplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Engine, Select, func, make_url, or_, select
from sqlalchemy.exc import DBAPIError

from eventapp.app import create_app
from eventapp.config import Settings, WrongSetting, read_settings
from eventapp.core import migrations
from eventapp.core.db import db, session
from eventapp.data_folder import FolderUnusable, check_writable
from eventapp.notifications.delivery import ConversationFailed, connection
from eventapp.notifications.models import Mail, MailState
from eventapp.programme.models import Release
from eventapp.publishing.models import Output, OutputState
from eventapp.publishing.pdf import FACES
from eventapp.registration.models import Registration
from eventapp.visits.models import Visit

FIRST_YEAR: Final = 2026
"""No clock that is right shows an earlier one."""
OVERDUE: Final = timedelta(minutes=10)
"""A worker that runs looks at what is due once a minute."""
AHEAD: Final = timedelta(minutes=1)
LIBRARIES: Final = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What the PDFs need of the system: {file: Debian package}."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``remedy``: what to do about it; empty: all is well."""

    about: str
    words: str
    remedy: str = ""

    def line(self) -> str:
        if not self.remedy:
            return f"ok     {self.about}: {self.words}"
        return f"WRONG  {self.about}: {self.words}. To do: {self.remedy}"


def examine(environ: Mapping[str, str], *, secret_key: str | None, now: datetime) -> list[Finding]:
    """Look at everything; ``secret_key`` is the one that ``eventapp run`` keeps, None if there is none."""
    machine = [*_libraries(), _fonts(), _clock(now)]
    try:
        settings = read_settings(environ, secret_key=secret_key)
    except WrongSetting as error:
        remedy = "set it as the README says, and look again: the rest depends on it (eventapp run makes a missing key)"
        return [Finding("settings", str(error), remedy), *machine]
    found = [Finding("settings", f"complete; pages at {settings.base_url}"), _folder(settings.data_dir), *machine]
    return [*found, *_database(settings, now), _mail(settings)]


def _folder(folder: Path) -> Finding:
    try:
        check_writable(folder)
    except FolderUnusable as error:
        remedy = "make it a folder that this user may write (eventapp run makes it), or set EVENTAPP_DATA_DIR"
        return Finding("data folder", str(error), remedy)
    return Finding("data folder", f"{folder} can be written")


def _libraries() -> Iterator[Finding]:
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            remedy = f"sudo apt-get install {package} (without it there are no PDFs)"
            yield Finding("library", f"{library} cannot be loaded", remedy)
        else:
            yield Finding("library", f"{library} can be loaded")


def _fonts() -> Finding:
    try:
        folder = resources.files("fontpkg_fira_sans") / "files"
        missing = [face for _, face in FACES if not (folder / face).is_file()]
    except ModuleNotFoundError:
        missing = [face for _, face in FACES]
    if missing:
        return Finding("fonts", f"missing: {', '.join(missing)}", "pip install --force-reinstall fontpkg-fira-sans")
    return Finding("fonts", "Fira Sans is there")


def _clock(now: datetime) -> Finding:
    if now.year < FIRST_YEAR:
        return Finding("clock", f"it shows the year {now.year}", "set the machine's clock (timedatectl set-ntp true)")
    try:
        ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:
        return Finding("clock", "there are no time zones", "pip install tzdata")
    return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC; time zones are there")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The database's shape; in one of the right shape also the rows' hours, zones and letters."""
    if settings.uses_sqlite and not _sqlite_file(settings).exists():
        yield Finding("database", f"{_sqlite_file(settings)} does not exist", "eventapp db upgrade")
        return
    with create_app(settings).app_context():
        try:
            shape = _shape(db.engine)
            yield shape
            if not shape.remedy:
                yield _newest_row(now)
                yield from _zones()
                yield _worker(settings, now)
                yield from _papers()
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            yield Finding("database", f"cannot be used: {reason}", "start it, or correct EVENTAPP_DATABASE_URL")
        finally:
            session.remove()
            db.engine.dispose()


def _sqlite_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _shape(engine: Engine) -> Finding:
    try:
        if migrations.is_current(engine):
            return Finding("database", f"{engine.dialect.name}, of this version's shape")
    except migrations.NewerDatabase:
        remedy = "install the version of eventapp that made it, or a later one"
        return Finding("database", "it was made by a newer version", remedy)
    return Finding("database", "it is not of this version's shape", "eventapp db upgrade")


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


def _worker(settings: Settings, now: datetime) -> Finding:
    """A worker that runs does what is due, or puts it off; so what is due for long means that none runs."""
    since = now - OVERDUE
    waiting = Mail.state == MailState.WAITING
    letters = session.scalar(_how_many(Mail, waiting, Mail.due_at < since)) or 0
    free = or_(Output.leased_until.is_(None), Output.leased_until < since)
    late = select(Release.id).where(Release.released_at < since)
    papers = session.scalar(_how_many(Output, Output.state == OutputState.DUE, free, Output.release_id.in_(late)))
    if papers or (letters and settings.smtp):
        words = f"it does not run: overdue for more than ten minutes are letters: {letters}, PDFs: {papers}"
        return Finding("worker", words, "start eventapp worker (or eventapp run), and keep it running")
    if settings.smtp:
        return Finding("worker", "nothing is overdue")
    in_the_outbox = session.scalar(_how_many(Mail, waiting))
    return Finding("worker", f"no PDF is overdue; letters that wait in the outbox: {in_the_outbox}")


def _how_many(model: type[Mail] | type[Output], *conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(model).where(*conditions)


def _papers() -> Iterator[Finding]:
    """PDFs of current releases that could not be made."""
    current = select(func.max(Release.id)).group_by(Release.visit_id)
    failed = select(Output, Visit.slug).join(Release, Output.release_id == Release.id).join(Visit)
    for output, slug in session.execute(
        failed.where(Output.state == OutputState.FAILED, Output.release_id.in_(current)).order_by(Output.id)
    ):
        words = f"the {output.kind} of {slug} in {output.language} could not be made: {output.error}"
        yield Finding("paper", words, "remove the cause, then “Try again” on the release page")


def _mail(settings: Settings) -> Finding:
    """Says good day to the server and takes leave; no letter is sent."""
    server = settings.smtp
    if server is None:
        return Finding("mail", "EVENTAPP_SMTP_URL is not set; letters are not sent and wait in: eventapp outbox")
    where = f"{server.host}:{server.port}"
    try:
        with connection(server) as smtp:
            code, words = smtp.noop()
    except (ConversationFailed, OSError, smtplib.SMTPException) as error:
        return Finding("mail", f"{where} does not take letters: {error}", "correct EVENTAPP_SMTP_URL, or the server")
    return Finding("mail", f"{where} answers: {code} {words.decode('utf-8', 'replace')}")
