"""Lists that grow: an organiser's registrations at 100, 10,000 and 100,000 people, what is found among them, and their
export.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.growth
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.installation import ORGANISER, Reader, csrf_token, signed_in, slug_of
from benchmarks.load import UnexpectedAnswer
from benchmarks.processes import EVENTAPP, Server, command, memory, serving, settings
from benchmarks.visits import visit_file

SIZES = [100, 10_000, 100_000]
TIMES = 7
EXPORTED = 10_000
MOST_TIMES_SLOWER, MOST_SECONDS, MOST_MEMORY = 3.0, 5.0, 200.0
MOST_TO_FIND = 100.0
"""Milliseconds, by the clock."""


@dataclass(frozen=True, slots=True)
class Growth:
    """One size: milliseconds of each page (median), and of each export (seconds, peak MB of the web process)."""

    people: int
    pages: dict[str, float]
    exports: dict[str, tuple[float, float]]
    smallest: dict[str, float] = field(default_factory=dict)

    def verdicts(self) -> Iterator[tuple[bool, str]]:
        for name, milliseconds in self.pages.items():
            if self.smallest and name in self.smallest:
                times = milliseconds / self.smallest[name]
                words = f"registrations, {name}, {self.people:,} people: {times:.1f} times as long as at the fewest"
                yield times <= MOST_TIMES_SLOWER, f"{words} (at most {MOST_TIMES_SLOWER:g})"
        if (found := self.pages.get("find anything")) is not None:
            words = f"find anything among {self.people:,} people: {found:.0f} ms"
            yield found <= MOST_TO_FIND, f"{words} (at most {MOST_TO_FIND:g})"
        for name, (seconds, peak) in self.exports.items():
            if self.people == EXPORTED:
                words = f"{name} of {self.people:,} people: {seconds:.1f} s, peak {peak:.0f} MB"
                yield seconds < MOST_SECONDS and peak < MOST_MEMORY, f"{words} (under 5 s, 200 MB)"

    def lines(self) -> Iterator[str]:
        pages = ", ".join(f"{name} {milliseconds:.0f} ms" for name, milliseconds in self.pages.items())
        yield f"Registrations, {self.people:,} people: {pages}."
        for name, (seconds, peak) in self.exports.items():
            yield f"{name} of {self.people:,} people: {seconds:.2f} s, the web process at most {peak:.0f} MB."


def measure_growth(folder: Path, sizes: list[int]) -> list[Growth]:
    """The lists of a visit of their own, with more and more people, served by one process."""
    slug = slug_of(1)
    file = folder / "growth.toml"
    file.write_text(visit_file(slug, 1), encoding="utf-8")
    command(folder, "visit", "load", str(file))
    found: list[Growth] = []
    for people in sorted(sizes):
        _fill(folder, slug, people)
        environ = settings(folder, EVENTAPP_WEB_PROCESSES="1")
        with serving([*EVENTAPP, "serve"], "/readyz", environ, folder / "growth.log") as server:
            measured = _measure(server, folder, slug, people)
        found.append(Growth(people, *measured, smallest=found[0].pages if found else {}))
        print(*found[-1].lines(), sep="\n", flush=True)
    return found


def _fill(folder: Path, slug: str, people: int) -> None:
    """Rows as they are, without the letters; in a process of its own, with the program's own models."""
    words = [sys.executable, str(Path(__file__).parent / "people.py"), slug, str(people)]
    subprocess.run(words, env=settings(folder), check=True)


def _measure(
    server: Server, folder: Path, slug: str, people: int
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    reader = signed_in(server, folder)
    first = f"/organise/visits/{slug}/registrations"
    page = reader.get(first)[0]
    last = _link(page.decode(), "last") or first
    addresses = {"first page": first, "last page": last, "one status": f"{first}?status=confirmed"}
    asked = {words: partial(reader.get, path) for words, path in addresses.items()}
    searches = {"search, one found": f"bronnoysund {_somebody(people)}", "search, none found": "nobody at all"}
    token = csrf_token(page)
    for name, words in searches.items():
        found = reader.post(first, csrf_token=token, q=words).decode()
        asked[name] = partial(reader.get, first + unescape(re.findall(r'\.csv(\?[^"]*)"', found)[0]))
    asked["find anything"] = partial(_find, reader, slug, token, f"bronnoysund {_somebody(people)}")
    pages = {words: _milliseconds(ask) for words, ask in asked.items()}
    exports = (
        {kind: _export(server, reader, f"{first}.{kind}") for kind in ("csv", "xlsx")} if people <= EXPORTED else {}
    )
    return pages, exports


def _somebody(people: int) -> int:
    """The number of one near the end who is called Brønnøysund (people.py)."""
    return (people - 96) // 16 * 16 + 5


def _find(reader: Reader, slug: str, token: str, words: str) -> None:
    """What the script of Ctrl+K asks for."""
    typed = urlencode({"csrf_token": token, "q": words}).encode()
    address = f"{reader.base}/organise/visits/{slug}/find"
    request = urllib.request.Request(address, typed, {"Accept": "application/json"})  # noqa: S310 - our own address
    with reader.opener.open(request, timeout=120) as answer:
        found = json.load(answer)
    if not found["groups"]:
        raise UnexpectedAnswer(f"{address}: nothing is found")


def _link(page: str, rel: str) -> str:
    """Where the page's link of that relation leads; "" without one (all fits on one page)."""
    found = next((tag for tag in re.findall(r"<a [^>]*>", page) if f'rel="{rel}"' in tag), "")
    address = re.search(r'href="([^"]+)"', found)
    return unescape(address[1]) if address else ""


def _milliseconds(ask: Callable[[], object]) -> float:
    """The median of a few, after one that fills the caches."""
    ask()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[TIMES // 2]


def _export(server: Server, reader: Reader, path: str) -> tuple[float, float]:
    """(seconds, the peak of the web process in MB), looked at every 20 ms."""
    (pid,) = server.workers()
    over, peaks = threading.Event(), [memory(pid).rss]

    def watch() -> None:
        while not over.wait(0.02):
            peaks.append(memory(pid).rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    try:
        body, _ = reader.get(path)
    finally:
        over.set()
        watcher.join()
    if not body:
        raise RuntimeError(f"{path}: empty")
    return time.perf_counter() - start, max(peaks)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        command(folder, "db", "upgrade")
        command(folder, "organiser", "add", ORGANISER)
        grown = measure_growth(folder, SIZES)
    verdicts = [verdict for each in grown for verdict in each.verdicts()]
    for good, words in verdicts:
        print("reached" if good else "MISSED ", words)
    return 0 if all(good for good, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
