"""Public pages under load, each beside its yardstick: a constant of the same length, and one of 300 bytes."""

import sqlite3
import statistics
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from benchmarks.installation import Reader, readers_with_forms, slug_of
from benchmarks.load import CONNECTIONS, Ask, Measurement, UnexpectedAnswer, measure, median
from benchmarks.processes import YARDSTICK, Server, serving, settings

SHORT = 300


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table. ``length`` of the constant it is held against."""

    sessions: int
    name: str
    ask: Ask
    length: int


@dataclass(frozen=True, slots=True)
class Result:
    """``ratio``: the median of the rounds' ratios; in each round both met the machine in the same mood."""

    case: Case
    measured: Measurement
    yardstick: Measurement
    ratio: float


def cases(server: Server, sessions: int) -> list[Case]:
    """All that is measured of a visit of that size."""
    visit = f"/lt/{slug_of(sessions)}"
    feed = f"{visit}/programme.ics"
    etag = Reader.at(server.base).get(feed)[1]["ETag"]
    found = [
        ("programme page", Ask(f"{visit}/programme")),
        ("programme.ics", Ask(feed)),
        ("landing page", Ask(f"{visit}/")),
        ("registration form", Ask(f"{visit}/register")),
    ]
    lines = [Case(sessions, name, ask, len(Reader.at(server.base).get(ask.path)[0])) for name, ask in found]
    lines.insert(2, Case(sessions, "programme.ics, revalidated", Ask(feed, 304, (f"If-None-Match: {etag}",)), SHORT))
    form = f"{visit}/register"
    people = partial(_people, server, form)
    return [*lines, Case(sessions, "registration stored", Ask(form, 303, (), "register.lua", people), SHORT)]


def _people(server: Server, form: str) -> list[str]:
    """What register.lua needs: no two runs write of the same people."""
    return [form, uuid4().hex[:12], *readers_with_forms(server, form, CONNECTIONS)]


def measure_pages(
    server: Server, folder: Path, found: list[Case], *, seconds: float, rounds: int, say: Callable[[str], None]
) -> list[Result]:
    """Each case and its yardstick in turn, round after round."""
    lengths = sorted({SHORT, *(case.length for case in found)})
    environ = settings(folder, YARDSTICK_LENGTHS=" ".join(map(str, lengths)))
    results = []
    with serving(YARDSTICK, f"/{SHORT}", environ, folder / "yardstick.log") as yardstick:
        for case in found:
            pairs = [
                (measure(yardstick.base, Ask(f"/{case.length}"), seconds), measure(server.base, case.ask, seconds))
                for _ in range(rounds)
            ]
            ratio = statistics.median([page.rate / constant.rate for constant, page in pairs])
            constant, page = (median(list(runs)) for runs in zip(*pairs, strict=True))
            result = Result(case, page, constant, ratio)
            results.append(result)
            say(
                f"{case.sessions:4} {case.name:28} {result.measured.rate:7.0f}/s {dict(result.measured.statuses)} "
                f"{result.measured.size} bytes each; constant of {case.length}: {result.yardstick.rate:.0f}/s; "
                f"ratio {result.ratio:.3f}; generator {result.measured.generator:.0%} of a core"
            )
    _check_stored(folder, results)
    return results


def _check_stored(folder: Path, results: list[Result]) -> None:
    """Every 303 is a person with a row and a letter; at a run's end a few more may be on their way."""
    answered = sum(result.measured.statuses[303] for result in results)
    with closing(sqlite3.connect(folder / "eventapp.sqlite3")) as database:
        people, letters = (
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own words
            for table in ("registration", "mail")
        )
    runs = CONNECTIONS * 3 * sum(1 for result in results if result.measured.statuses[303])
    if not answered <= people <= answered + runs or people != letters:
        raise UnexpectedAnswer(f"{answered} people were told they are registered; rows: {people}, letters: {letters}")
