"""The board: a day beside a list of the same sessions, moves in small and large visits on both databases, clashes
beside a reference that compares each with each, and the page in a browser on a slow processor.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.board
"""

import html
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.clashes import measure_clashes
from benchmarks.days import day_file, places_file
from benchmarks.figures import Figure, told
from benchmarks.installation import ORGANISER, Reader, csrf_token, signed_in, slug_of
from benchmarks.load import UnexpectedAnswer
from benchmarks.processes import ROOT, WATCHED_SERVER, Server, command, processor_time, serving, settings
from benchmarks.slow_browser import MOST, measure_browser, measure_script
from benchmarks.visits import FIRST_DAY
from benchmarks.watched import WATCHED, noted

sys.path.append(str(ROOT))  # the tests' PostgreSQL
from tests.postgres import scratch_database

SIZES, TIMES = [40, 400, 4000], 20
MOST_TO_A_LIST, MOST_GROWTH = 3.0, 2.0
LIMITED, MOST_REQUEST, MOST_HELD = 400, 100.0, 30.0
"""At so many sessions a move answers in so many milliseconds, and holds the visit for so many."""


@dataclass(frozen=True, slots=True)
class Place:
    """An installation with its server. ``where``: its database, as settings."""

    name: str
    home: Path
    where: dict[str, str]
    server: Server
    reader: Reader

    @property
    def worker(self) -> int:
        return self.server.workers()[0]


def measure_board(folder: Path) -> Iterator[Figure]:
    """All of it, each as soon as it is there; what is compared is measured by turns, so that all meet the machine in
    the same mood."""
    yield measure_script()
    yield from measure_clashes()
    with scratch_database() as address:
        databases: dict[str, dict[str, str]] = {"SQLite": {}, "PostgreSQL": {"EVENTAPP_DATABASE_URL": address}}
        for name, where in databases.items():
            with _installed(name, folder / name, where) as place:
                yield from _moved(place)
                if not where:
                    opened = _open(place)
                    yield from _compared(opened)
                    yield from _browser(place, opened)


@contextmanager
def _installed(name: str, home: Path, where: dict[str, str]) -> Iterator[Place]:
    home.mkdir(parents=True)
    command(home, "db", "upgrade", **where)
    files = {slug_of(size): places_file(slug_of(size), size) for size in SIZES}
    files |= {_day(size): day_file(_day(size), size) for size in MOST if not where}
    for slug, written in files.items():
        file = home / f"{slug}.toml"
        file.write_text(written, encoding="utf-8")
        command(home, "visit", "load", str(file), **where)
    command(home, "organiser", "add", ORGANISER, **where)
    environ = settings(home, EVENTAPP_WEB_PROCESSES="1", **{WATCHED: str(home / "watched")}, **where)
    with serving(WATCHED_SERVER, "/readyz", environ, home / "server.log") as server:
        yield Place(name, home, where, server, signed_in(server, home, **where))


def _day(sessions: int) -> str:
    return f"day-{sessions}"


def _open(place: Place) -> dict[tuple[int, str], float]:
    """{(sessions of the day, page): milliseconds of the server's processor}"""
    pages = [(size, page) for size in MOST for page in (f"board?day={FIRST_DAY}", "sessions")]
    taken = {each: list[float]() for each in pages}
    for number in range(TIMES + 1):
        for size, page in pages:
            before = processor_time(place.worker)
            place.reader.get(f"/organise/visits/{_day(size)}/{page}")
            if number:  # the first fills the caches
                taken[size, page].append((processor_time(place.worker) - before) * 1000)
    return {(size, page.partition("?")[0]): statistics.median(times) for (size, page), times in taken.items()}


def _compared(opened: dict[tuple[int, str], float]) -> Iterator[Figure]:
    for size in MOST:
        board, rows = opened[size, "board"], opened[size, "sessions"]
        words = f"the board of a day of {size} sessions takes {board:.0f} ms of CPU, their list {rows:.0f}"
        yield Figure(f"{words}: {board / rows:.2f} (at most {MOST_TO_A_LIST:g})", board / rows <= MOST_TO_A_LIST)


def _moved(place: Place) -> Iterator[Figure]:
    watched = place.home / "watched"
    taken = {size: list[tuple[float, ...]]() for size in SIZES}
    for number in range(TIMES + 1):
        for size in SIZES:
            before, worked = len(noted(watched)), processor_time(place.worker)
            seconds = _move(place, size, number)
            worked = processor_time(place.worker) - worked
            held = max(noted(watched)[before:], key=lambda each: each.held)
            taken[size] += [(seconds * 1000, worked * 1000, held.held, held.worked)] if number else []
    medians = {size: [statistics.median(column) for column in zip(*taken[size], strict=True)] for size in SIZES}
    for size, (request, worked, held, own) in medians.items():
        words = f"{place.name}: a move at {size:,} sessions: {worked:.0f} ms of CPU, {request:.0f} by the clock"
        words = f"{words}; the visit held for {held:.2f} ms ({own:.2f} of CPU)"
        if size != LIMITED:
            yield Figure(words)
        else:
            good = worked <= MOST_REQUEST and held <= MOST_HELD
            yield Figure(f"{words} (at most {MOST_REQUEST:g} of CPU, {MOST_HELD:g} held)", good)
    fewest, most = (medians[size][3] for size in (SIZES[0], SIZES[-1]))
    words = f"{place.name}: a move holds the visit for {most:.2f} ms of CPU at {SIZES[-1]:,} sessions, {fewest:.2f} at"
    words = f"{words} {SIZES[0]}: {most / fewest:.2f} times"
    yield Figure(f"{words} (at most {MOST_GROWTH:g})", most / fewest <= MOST_GROWTH)


def _move(place: Place, size: int, number: int) -> float:
    """Seconds until the answer to the board's script has come."""
    code = f"session-{size // 2}"
    path = f"/organise/visits/{slug_of(size)}/sessions/{code}/move"
    page = place.reader.get(path)[0]
    typed = {
        "csrf_token": csrf_token(page),
        "session": html.unescape(page.decode().split('name="session" value="')[1].split('"')[0]),
        "day": str(FIRST_DAY),
        "start": f"{8 + number % 9}:{number % 2 * 30:02}",
        "keep": "length",
    }
    headers = {
        "Cookie": place.reader.cookies(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    connection = HTTPConnection(urlsplit(place.server.base).netloc, timeout=120)
    start = time.perf_counter()
    connection.request("POST", path, urlencode(typed), headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    connection.close()
    if answer.status != 200 or json.loads(body)["changed"][0]["code"] != code:
        raise UnexpectedAnswer(f"{path}: {answer.status} {body[:300]!r}")
    return seconds


def _browser(place: Place, opened: dict[tuple[int, str], float]) -> Iterator[Figure]:
    link = command(place.home, "organiser", "link", ORGANISER, **place.where).strip()
    answers = {size: opened[size, "board"] / 1000 for size in MOST}
    slugs = {size: _day(size) for size in MOST}
    yield from measure_browser(place.server.base, link[link.index("/sign-in") :], slugs, answers)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        return told(measure_board(Path(name)))


if __name__ == "__main__":
    sys.exit(main())
