"""Typed settings from the environment; a wrong one is refused at start with one clear line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import unquote as unquote_words
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from eventapp.core import mailboxes
from eventapp.core.errors import Refusal
from eventapp.core.text import clean_line

PREFIX = "EVENTAPP_"
SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_PREFIXED = (
    *("DATA_DIR", "DATABASE_URL", "BASE_URL", "SECRET_KEY", "SECRET_KEY_OLD", "SMTP_URL", "MAIL_FROM"),
    *("WEB_PROCESSES", "LOG_FORMAT", "LIMITS", "TRUSTED_PROXIES", "HOST", "SOCKET"),
)
NAMES = (*(PREFIX + name for name in _PREFIXED), "PORT")
DEFAULT_LIMITS = (
    "register_address=60/hour register_email=5/hour group_address=240/hour"
    " corrections=5/hour corrected_address=2/hour"
    " letter_registration=5/hour letter_address=30/hour letter_email=5/hour sign_in_address=60/hour"
    " desk_registration=10/hour desk_email=10/hour files_address=120/hour"
)
LIMIT_NAMES = tuple(part.partition("=")[0] for part in DEFAULT_LIMITS.split())


class WrongSetting(Exception):
    """A setting is missing or cannot be read; the text names it and says what was expected."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``amount`` times in ``seconds``."""

    amount: int
    seconds: int


FIXED_LIMITS = {"sign_in_email": Limit(3, 1800)}
"""As long as a sign-in link is good: while no more are written, one that opens lies in the mailbox."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in. ``tls`` is "none", "starttls" or "implicit"."""

    host: str
    port: int
    tls: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set from outside. Paths are absolute, ``base_url`` has no trailing slash.

    ``socket`` stands in for host and port. ``mail_from``: (name, address as core.mailboxes gives it).
    """

    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str = field(repr=False)
    old_secret_key: str = field(repr=False)
    smtp: SmtpServer | None
    mail_from: tuple[str, str]
    web_processes: int
    log_format: str
    limits: Mapping[str, Limit]
    trusted_proxies: int
    host: str
    port: int
    socket: Path | None

    @property
    def uses_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_file(self) -> Path | None:
        """Where SQLite keeps the database, absolute; None on PostgreSQL."""
        return Path(make_url(self.database_url).database or "").resolve() if self.uses_sqlite else None


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder that holds everything; absolute. It need not exist yet."""
    return Path(environ.get(PREFIX + "DATA_DIR") or "instance").resolve()


def read_settings(environ: Mapping[str, str], *, secret_key: str | None = None) -> Settings:
    """Read every setting. ``secret_key`` stands in where EVENTAPP_SECRET_KEY is unset (``make run`` keeps one).

    Raises WrongSetting with a line that names the variable, the value found and what is expected.
    """
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in NAMES)
    if unknown:
        raise WrongSetting(f"{unknown[0]}: there is no such setting; the README lists them all")
    folder = data_dir(environ)
    port = _read(environ, "PORT", "8000", _port, "a port number from 1 to 65535", prefix="")
    proxies = _read(environ, "TRUSTED_PROXIES", "0", _between(0, 10), "a whole number from 0 to 10")
    return Settings(
        data_dir=folder,
        database_url=_read(
            environ,
            "DATABASE_URL",
            f"sqlite:///{folder}/eventapp.sqlite3",
            _database_url,
            "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME",
        ),
        base_url=_read(environ, "BASE_URL", f"http://127.0.0.1:{port}", _base_url, "http(s)://HOST, without a path"),
        secret_key=_read(environ, "SECRET_KEY", secret_key, _secret_key, "at least 32 characters, kept secret"),
        old_secret_key=_read(environ, "SECRET_KEY_OLD", "", _old_secret_key, "the key before EVENTAPP_SECRET_KEY"),
        smtp=_read(environ, "SMTP_URL", "", _smtp_url, "smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT"),
        mail_from=_read(environ, "MAIL_FROM", "eventapp <noreply@localhost>", _mail_from, "Name <address@host>"),
        web_processes=_read(environ, "WEB_PROCESSES", "1", _between(1, 64), "a whole number from 1 to 64"),
        log_format=_read(environ, "LOG_FORMAT", "text", _one_of("text", "json"), "text or json"),
        limits=_read(environ, "LIMITS", DEFAULT_LIMITS, _limits, f"as in “{DEFAULT_LIMITS}”"),
        trusted_proxies=proxies,
        host=_read(environ, "HOST", "127.0.0.1", _host, "an IP address without a port"),
        port=port,
        socket=_read(environ, "SOCKET", "", _socket(proxies), "an absolute path, and EVENTAPP_TRUSTED_PROXIES above 0"),
    )


# A value of these may be a secret: the refusal does not repeat it.
_SECRET = {"SECRET_KEY", "SECRET_KEY_OLD", "SMTP_URL", "DATABASE_URL"}


def _read(
    environ: Mapping[str, str],
    name: str,
    default: str | None,
    parse: Callable[[str], Any],
    expected: str,
    *,
    prefix: str = PREFIX,
) -> Any:
    raw = environ.get(prefix + name) or default
    if raw is None:
        raise WrongSetting(f"{prefix}{name} is not set; expected {expected}")
    try:
        return parse(raw.strip())
    except ValueError:
        found = "" if name in _SECRET else f" (found: {raw[:80]!r})"
        raise WrongSetting(f"{prefix}{name} cannot be used; expected {expected}{found}") from None


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise ValueError(raw)
        return int(raw)

    return parse


_port = _between(1, 65535)


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(raw)
        return raw

    return parse


def _database_url(raw: str) -> str:
    for short in ("postgresql://", "postgres://"):
        raw = re.sub(f"^{short}", "postgresql+psycopg://", raw)
    try:
        url = make_url(raw)
    except ArgumentError as error:
        raise ValueError("not an address") from error
    is_file = url.drivername == "sqlite" and url.database not in (None, "", ":memory:")
    if not is_file and url.drivername != "postgresql+psycopg":
        raise ValueError("another database")
    if not is_file:
        _need_psycopg()
    return raw


def _need_psycopg() -> None:
    try:
        import psycopg  # noqa: F401 - looked for, so that its absence has a line of its own
    except ImportError:
        words = (
            "EVENTAPP_DATABASE_URL names PostgreSQL, whose driver is missing; type: pip install 'eventapp[postgresql]'"
        )
        raise WrongSetting(words) from None


def _base_url(raw: str) -> str:
    url = urlsplit(raw)
    elsewhere = url.path not in ("", "/") or url.query or url.fragment or url.username or re.search(r"\s", raw)
    if url.scheme not in ("http", "https") or not url.hostname or url.port == 0 or elsewhere:
        raise ValueError(raw)
    if url.hostname.isascii():
        return raw.rstrip("/")
    host = mailboxes.as_sent(url.hostname)  # as browsers say it, and as a letter's Message-ID needs it
    if not host.isascii():
        raise ValueError(raw)
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port else "")


def _host(raw: str) -> str:
    return str(ip_address(raw))


def _socket(proxies: int) -> Callable[[str], Path | None]:
    """Behind a socket stands a proxy, and it alone knows who asks: without its word all readers would be one."""

    def parse(raw: str) -> Path | None:
        if raw and (not proxies or not Path(raw).is_absolute()):
            raise ValueError(raw)
        return Path(raw) if raw else None

    return parse


def _secret_key(raw: str) -> str:
    if len(raw.encode()) < 32:
        raise ValueError("too short")
    return raw


def _old_secret_key(raw: str) -> str:
    return _secret_key(raw) if raw else ""


def _smtp_url(raw: str) -> SmtpServer | None:
    if not raw:
        return None
    url = urlsplit(raw)
    ways = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("implicit", 465)}
    if url.scheme not in ways or not url.hostname or url.path not in ("", "/"):
        raise ValueError("not an SMTP address")
    tls, port = ways[url.scheme]
    username, password = (unquote(part) if part else None for part in (url.username, url.password))
    return SmtpServer(host=url.hostname, port=url.port or port, tls=tls, username=username, password=password)


def _mail_from(raw: str) -> tuple[str, str]:
    """All before the address is the name, as it is or in quotes; it is no header yet."""
    found = re.fullmatch(r"([^<>\r\n]*)<([^<>\s]+)>", raw)
    name, address = found.groups() if found else ("", raw)
    try:
        return clean_line(unquote_words(name.strip())), mailboxes.parse(address, anywhere=True)
    except Refusal as refusal:
        raise ValueError(refusal.text("en")) from refusal


def _limits(raw: str) -> dict[str, Limit]:
    limits = dict(_limit(part) for part in DEFAULT_LIMITS.split()) | FIXED_LIMITS
    for part in raw.replace(",", " ").split():
        name, limit = _limit(part)
        limits[name] = limit
    return limits


def _limit(part: str) -> tuple[str, Limit]:
    match = re.fullmatch(r"([a-z_]+)=(\d{1,6})/(minute|hour|day)", part)
    if not match or match[1] not in LIMIT_NAMES:
        raise ValueError(part)
    return match[1], Limit(int(match[2]), SECONDS[match[3]])
