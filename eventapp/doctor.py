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

from sqlalchemy import Engine, func, make_url, select
from sqlalchemy.exc import DBAPIError

from eventapp.app import create_app
from eventapp.config import Settings, WrongSetting, read_settings
from eventapp.core import migrations
from eventapp.core.db import db, session
from eventapp.data_folder import FolderUnusable, check_writable
from eventapp.notifications.delivery import ConversationFailed, connection
from eventapp.notifications.models import Mail, MailState
from eventapp.programme.models import Release
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
FACES: Final = ("FiraSans-Regular.ttf", "FiraSans-Italic.ttf", "FiraSans-SemiBold.ttf", "FiraSans-Bold.ttf")


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
        missing = [face for face in FACES if not (folder / face).is_file()]
    except ModuleNotFoundError:
        missing = list(FACES)
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
    """A worker that runs sends what is due, or puts it off; so a row that is due for long means that none runs."""
    waiting = select(func.count(), func.min(Mail.due_at)).where(Mail.state == MailState.WAITING)
    count, since = session.execute(waiting.where(Mail.due_at <= now)).one()
    if count and settings.smtp and since < now - OVERDUE:
        words = f"it does not run: letters due: {count}, the first since {since:%Y-%m-%d %H:%M} UTC"
        return Finding("worker", words, "start eventapp worker (or eventapp run), and keep it running")
    if settings.smtp:
        return Finding("worker", "no letter is overdue")
    return Finding("worker", f"letters that wait in the outbox: {count}")


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
