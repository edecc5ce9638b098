"""The board: a day beside a list of the same sessions, moves in small and large visits on both databases, clashes
beside a reference that compares each with each, and the page in a browser on a slow processor.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.board
"""

import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import sync_playwright

from benchmarks.figures import Figure
from benchmarks.installation import ORGANISER, Reader, csrf_token, signed_in, slug_of
from benchmarks.load import UnexpectedAnswer
from benchmarks.processes import ROOT, WATCHED_SERVER, Server, command, serving, settings
from benchmarks.visits import FIRST_DAY, visit_file
from benchmarks.watched import WATCHED
from eventapp.programme.conflicts import Conflict, Planned, Schedule, Span, find_conflicts
from eventapp.programme.ways import Position, Ways

sys.path.append(str(ROOT))  # the tests' PostgreSQL, and their reference
from tests.postgres import scratch_database
from tests.programme.test_conflicts_laws import naive

SIZES = [40, 400, 4000]
OPENED = 60
IN_THE_BROWSER = {60: 1.0, 400: 3.0}
"""{sessions of a day: seconds in which it is to be usable}"""
SLOWER, MOST_HEAP, MOST_SCRIPT = 4, 100.0, 25_000
TIMES = 30
MOST_GROWTH, MOST_TO_A_LIST = 2.0, 3.0
CLASHES, NAIVE = (500, 5_000, 50_000), 5_000
CHROMIUM = "/usr/bin/chromium"


def measure_board(folder: Path) -> list[Figure]:
    """All of it; each part by turns, so that what is compared meets the machine in the same mood."""
    found: list[Figure] = []
    with ExitStack() as stack:
        environs: dict[str, dict[str, str]] = {
            "SQLite": {},
            "PostgreSQL": {"EVENTAPP_DATABASE_URL": stack.enter_context(scratch_database())},
        }
        for name, where in environs.items():
            home = folder / name
            home.mkdir()
            found += _on_database(name, home, where)
    found += [*_clashes(), _script()]
    for each in found:
        print(each.words, flush=True)
    return found


def _on_database(name: str, home: Path, where: dict[str, str]) -> Iterator[Figure]:
    command(home, "db", "upgrade", **where)
    for size in SIZES:
        _load(home, slug_of(size), visit_file(slug_of(size), size), where)
    for size in IN_THE_BROWSER:
        _load(home, f"day-{size}", visit_file(f"day-{size}", size, days=1), where)
    command(home, "organiser", "add", ORGANISER, **where)
    watched = home / "watched"
    environ = settings(home, EVENTAPP_WEB_PROCESSES="1", **{WATCHED: str(watched)}, **where)
    with serving(WATCHED_SERVER, "/readyz", environ, home / "server.log") as server:
        reader = _signed_in(server, home, where)
        yield _opened(name, reader)
        yield from _moved(name, server, reader, watched)
        if name == "SQLite":
            yield from _browser(server, home, where)


def _load(home: Path, slug: str, written: str, where: dict[str, str]) -> None:
    file = home / f"{slug}.toml"
    file.write_text(written, encoding="utf-8")
    command(home, "visit", "load", str(file), **where)


def _signed_in(server: Server, home: Path, where: dict[str, str]) -> Reader:
    if not where:
        return signed_in(server, home)
    link = command(home, "organiser", "link", ORGANISER, **where).strip()
    path = link[link.index("/sign-in") :]
    reader = Reader.at(server.base)
    reader.post(path, csrf_token=csrf_token(reader.get(path)[0]))
    return reader


def _opened(name: str, reader: Reader) -> Figure:
    desk = f"/organise/visits/day-{OPENED}"
    taken = {page: list[float]() for page in (f"board?day={FIRST_DAY}", "sessions")}
    for number in range(TIMES + 1):
        for page, times in taken.items():
            start = time.perf_counter()
            reader.get(f"{desk}/{page}")
            if number:  # the first fills the caches
                times.append(time.perf_counter() - start)
    board, rows = (statistics.median(times) * 1000 for times in taken.values())
    words = f"{name}: the board of a day of {OPENED} sessions opens in {board:.0f} ms, their list in {rows:.0f} ms"
    return Figure(f"{words}: {board / rows:.2f} (at most {MOST_TO_A_LIST:g})", board / rows <= MOST_TO_A_LIST)


def _moved(name: str, server: Server, reader: Reader, watched: Path) -> Iterator[Figure]:
    taken = {size: list[tuple[float, float]]() for size in SIZES}
    for number in range(TIMES + 1):
        for size in SIZES:
            before = _noted(watched)
            seconds = _move(server, reader, size, number)
            held = sum(_noted(watched)[len(before) :])
            taken[size] += [(seconds * 1000, held)] if number else []
    fewest, *_, most = SIZES
    medians = {size: [statistics.median(column) for column in zip(*taken[size], strict=True)] for size in SIZES}
    for size, (request, held) in medians.items():
        yield Figure(f"{name}: a move at {size} sessions: {request:.0f} ms, the visit held for {held:.2f} ms")
    grown = medians[most][1] / medians[fewest][1]
    words = f"{name}: a move holds the visit {grown:.2f} times as long at {most} sessions as at {fewest}"
    yield Figure(f"{words} (at most {MOST_GROWTH:g})", grown <= MOST_GROWTH)


def _move(server: Server, reader: Reader, size: int, number: int) -> float:
    """Seconds until the answer to the board's script has come."""
    code = f"session-{size // 2}"
    path = f"/organise/visits/{slug_of(size)}/sessions/{code}/move"
    page = reader.get(path)[0].decode()
    ticket = page.split('name="session" value="')[1].split('"')[0].replace("&#43;", "+")
    typed = {
        "csrf_token": csrf_token(page.encode()),
        "session": ticket,
        "day": str(FIRST_DAY),
        "start": f"{8 + number % 9}:{number % 2 * 30:02}",
        "keep": "length",
    }
    headers = {
        "Cookie": reader.cookies(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    connection = HTTPConnection(urlsplit(server.base).netloc, timeout=120)
    start = time.perf_counter()
    connection.request("POST", path, urlencode(typed), headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - start
    connection.close()
    if answer.status != 200 or json.loads(body)["changed"][0]["code"] != code:
        raise UnexpectedAnswer(f"{path}: {answer.status} {body[:300]!r}")
    return seconds


def _noted(watched: Path) -> list[float]:
    """Milliseconds of each writing transaction so far."""
    lines = watched.read_text().splitlines() if watched.exists() else ()
    return [float(line.split()[0]) for line in lines]


def _programme(number: int) -> Schedule:
    """So many sessions of which each overlaps at most some ten others: on as many days as that takes."""
    random, start = Random(number), datetime(2027, 4, 12, 6, tzinfo=UTC)  # noqa: S311 - no secret
    venues = {f"v{place}": Position(59.9 + place / 100, 10.7 + place / 200) for place in range(8)}
    sessions = []
    for at in range(number):
        begins = start + timedelta(minutes=5 * (at // 2) + random.randrange(15))
        people = tuple(f"p{random.randrange(number // 4 + 1)}" for _ in range(2))
        span = Span(begins, begins + timedelta(minutes=random.choice((15, 20))))
        venue, room = random.choice(list(venues)), random.choice("abc")
        sessions.append(Planned(f"s{at}", span, venue=venue, room=room, people=people))
    return Schedule(tuple(sessions), (date(2027, 4, 12), date(2030, 4, 12)), "Europe/Oslo", Ways(venues))


def _clashes() -> Iterator[Figure]:
    for number in CLASHES:
        schedule = _programme(number)
        start = time.process_time()
        found = find_conflicts(schedule)
        taken = time.process_time() - start
        words = f"{len(found)} conflicts of {number} sessions in {taken:.2f} s of CPU"
        if number > NAIVE:
            yield Figure(words)
            continue
        start = time.process_time()
        each_with_each = set(_pairs(naive(schedule)))
        reference = time.process_time() - start
        equal = each_with_each == set(_pairs(each for each in found if len(each.sessions) == 2 and _of_pair(each)))
        told = "the same" if equal else "OTHERS"
        good = equal and (number < 5_000 or taken < 1)
        yield Figure(f"{words}; {told} by comparing each with each in {reference:.2f} s", good)


def _of_pair(conflict: Conflict) -> bool:
    return conflict.kind in {"speaker_twice", "room_twice", "way_too_short", "over_everybody", "seats_overlap"}


def _pairs(found: "Iterator[Conflict] | Sequence[Conflict]") -> Iterator[Conflict]:
    return (replace(each, needs=None, has=None) for each in found)


def _browser(server: Server, home: Path, where: dict[str, str]) -> Iterator[Figure]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        link = command(home, "organiser", "link", ORGANISER, **where).strip()
        page.goto(server.base + link[link.index("/sign-in") :])
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for sessions, most in IN_THE_BROWSER.items():
            times = []
            for _ in range(5):
                page.goto("about:blank")
                start = time.perf_counter()
                page.goto(f"{server.base}/organise/visits/day-{sessions}/board?day={FIRST_DAY}", wait_until="commit")
                page.wait_for_selector('.move[role="button"]', state="attached")
                times.append(time.perf_counter() - start)
            taken = statistics.median(times)
            heap = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
            words = f"in the browser, processor {SLOWER} times slower: {sessions} sessions usable after {taken:.2f} s"
            yield Figure(f"{words} (at most {most:g}), heap {heap:.0f} MB", taken <= most and heap < MOST_HEAP)
        browser.close()


def _script() -> Figure:
    files = sorted((ROOT / "eventapp" / "static" / "board").glob("*.js"))
    sent = sum(len(gzip.compress(file.read_bytes())) for file in files)
    return Figure(f"the board's script: {sent} bytes as sent (under {MOST_SCRIPT})", bool(files) and sent < MOST_SCRIPT)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        found = measure_board(Path(name))
    verdicts = [verdict for each in found for verdict in each.verdicts()]
    for good, words in verdicts:
        print("reached" if good else "MISSED ", words)
    return 0 if all(good for good, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
