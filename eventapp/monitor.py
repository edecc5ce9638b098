"""Figures for a monitor on this machine, in Prometheus' text format (version 0.0.4); about nobody in particular.

Beside them what the doctor asks: how a request arrives here that was sent to the address readers use.

Whoever is elsewhere, or comes through a proxy, finds nothing there. A proxy on this machine makes everybody local: what
it adds to a request gives it away, and so does the name that the reader asked for.
"""

import math
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select

from eventapp import __version__
from eventapp.core import current, health, migrations
from eventapp.core.clock import utc_now
from eventapp.core.db import session
from eventapp.core.errors import NotFound
from eventapp.core.heartbeats import Heartbeat, heartbeats
from eventapp.core.links import Links
from eventapp.notifications.models import Mail, MailState
from eventapp.programme.models import Release
from eventapp.publishing.models import Output, OutputState

bp = Blueprint("monitor", __name__)

PASSED_ON: Final = ("FORWARDED", "VIA", "X_FORWARDED_", "X_REAL_IP", "X_CLIENT_IP", "TRUE_CLIENT_IP", "CF_")
"""How the headers begin by which proxies tell whom they speak for, as WSGI writes them."""


PROBE_PATH: Final = "/as-seen"
PROBE_HEADER: Final = "X-Eventapp-Probe"
PROBE_SECONDS: Final = 60


SILENT: Final = timedelta(minutes=5)
"""Some job of a worker that lives comes to its end each minute."""
OVERDUE: Final = timedelta(minutes=10)
"""What is due for longer hangs."""
LEAST_FREE: Final = 512 * 1024 * 1024
"""Bytes; so much is filled by a few backups, or by the log of a bad night."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One gauge. ``samples``: {the value of its label: how much}; without a ``label`` there is one, under ""."""

    name: str
    words: str
    samples: Mapping[str, float]
    label: str = ""

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it; the labels' values are words of this program, with nothing to escape."""
        yield f"# HELP eventapp_{self.name} {self.words}"
        yield f"# TYPE eventapp_{self.name} gauge"
        for value, amount in self.samples.items():
            yield f"eventapp_{self.name}" + (f'{{{self.label}="{value}"}}' if self.label else "") + f" {amount:g}"


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """What waits, what failed, and when the worker was last heard of. Raises NotFound for who asks from elsewhere."""
    if not _asks_directly(request.environ):
        raise NotFound
    lines = [line for figure in figures(utc_now()) for line in figure.lines()]
    response = Response("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@health.noted
def notes() -> Iterator[str]:
    """What /readyz says beside "ready"; it costs two questions to the database. Numbers and hours, nobody's name."""
    now = utc_now()
    last = session.scalar(select(func.max(Heartbeat.beat_at)))
    if last is not None and last < now - SILENT:
        yield f"no worker has been heard of since {last:%Y-%m-%d %H:%M} UTC"
    late = _age(_oldest_due(now), now)
    if current.settings().smtp and late > OVERDUE.total_seconds():
        yield f"a letter has been due for {late // 60:g} minutes"
    if _free(current.settings().data_dir) < LEAST_FREE:
        yield "the disk is nearly full"


def _free(folder: Path) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # the doctor tells what is the matter with the folder
        return math.inf


@bp.get(PROBE_PATH)
def as_seen() -> ResponseReturnValue:
    """For whoever shows that they have the key: how many proxies spoke for this request, and which are believed.

    Raises NotFound for anybody else.
    """
    chosen = current.settings()
    match = re.fullmatch(r"(\d{1,12})\.([\w-]+)", request.headers.get(PROBE_HEADER, ""), re.ASCII)
    recent = match is not None and abs(int(match[1]) - utc_now().timestamp()) < PROBE_SECONDS
    if match is None or not recent or not Links.of(chosen).is_probe(match[2], int(match[1])):
        raise NotFound
    forwarded = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    seen = {"forwarded": len(forwarded), "trusted": chosen.trusted_proxies, "https": request.is_secure}
    response = jsonify(version=__version__, **seen)
    response.headers["Cache-Control"] = "no-store"
    return response


def _asks_directly(environ: Mapping[str, object]) -> bool:
    """Whether a program on this machine asks, by itself; whoever may open the unix socket has no address."""
    before = environ.get("werkzeug.proxy_fix.orig")
    peer = str((before if isinstance(before, Mapping) else environ).get("REMOTE_ADDR") or "")
    passed_on = any(name.startswith(tuple(f"HTTP_{begin}" for begin in PASSED_ON)) for name in environ)
    return (not peer or _is_loopback(peer)) and not passed_on and _is_loopback(_name(environ))


def _name(environ: Mapping[str, object]) -> str:
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def figures(now: datetime) -> Iterator[Figure]:
    """All there are; ``now`` is aware UTC, an age is in seconds. It costs five questions to the database."""
    yield Figure("version_info", "this version", {__version__: 1}, "version")
    shape = {migrations.head(): 1}
    yield Figure("database_shape_info", "the shape of database that this version works with", shape, "revision")
    yield Figure("letters", "letters that wait to be sent, and that could not be sent", _letters(), "state")
    oldest = {"": _age(_oldest_due(now), now)}
    yield Figure("letters_oldest_due_seconds", "how long the oldest letter is due; 0: none is", oldest)
    yield Figure("pdfs", "PDFs of current releases that are to be made, and that could not be made", _papers(), "state")
    beats = {name: _age(row.beat_at, now) for name, row in heartbeats().items()}
    yield Figure("worker_beat_age_seconds", "since the worker has done that job, or looked for it", beats, "job")


def _oldest_due(now: datetime) -> datetime | None:
    return session.scalar(select(func.min(Mail.due_at)).where(Mail.state == MailState.WAITING, Mail.due_at <= now))


def _age(at: datetime | None, now: datetime) -> float:
    return 0 if at is None else max(0.0, round((now - at).total_seconds(), 1))


def _letters() -> dict[str, float]:
    states = (MailState.WAITING, MailState.FAILED)
    return _counted(states, select(Mail.state, func.count()).where(Mail.state.in_(states)).group_by(Mail.state))


def _papers() -> dict[str, float]:
    states = (OutputState.DUE, OutputState.FAILED)
    current = select(func.max(Release.id)).group_by(Release.visit_id)
    chosen = (Output.kind == "pdf", Output.state.in_(states), Output.release_id.in_(current))
    return _counted(states, select(Output.state, func.count()).where(*chosen).group_by(Output.state))


def _counted(states: Sequence[str], query: Select[Any, int]) -> dict[str, float]:
    found = {str(state): number for state, number in session.execute(query)}
    return {str(state): found.get(str(state), 0) for state in states}
