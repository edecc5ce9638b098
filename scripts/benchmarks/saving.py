"""One title saved at the desk, in a small visit and in a large one: the whole request, and the writers' lock within it.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.saving
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.installation import Reader, install, signed_in, slug_of
from benchmarks.load import UnexpectedAnswer
from benchmarks.processes import WATCHED_SERVER, Server, serving, settings
from benchmarks.watched import WATCHED, noted

SIZES = [16, 400]
TIMES = 40
MOST_TIMES = 1.5


@dataclass(frozen=True, slots=True)
class Saving:
    """Of a visit with so many sessions, medians. ``smallest``: the same of the smallest, (request, held)."""

    sessions: int
    request: float
    held: float
    rows: int
    smallest: tuple[float, float] | None = None

    def verdicts(self) -> Iterator[tuple[bool, str]]:
        if self.smallest is None:
            return
        for name, now, before in zip(
            ("the request", "the lock"), (self.request, self.held), self.smallest, strict=True
        ):
            words = (
                f"a title saved at {self.sessions} sessions, {name}: {now / before:.2f} times as long as at the fewest"
            )
            yield now / before <= MOST_TIMES, f"{words} (at most {MOST_TIMES:g})"

    def line(self) -> str:
        return (
            f"A title saved at the desk, {self.sessions} sessions: {self.request:.1f} ms, the writers' lock held for "
            f"{self.held:.2f} ms, {self.rows} rows written."
        )


def measure_saving(folder: Path, sizes: list[int]) -> list[Saving]:
    """By turns, so that all meet the machine in the same mood; in an installation of its own, by one web process."""
    home = folder / "saving"
    home.mkdir()
    install(home, sorted(sizes))
    watched = home / "watched"
    environ = settings(home, EVENTAPP_WEB_PROCESSES="1", **{WATCHED: str(watched)})
    with serving(WATCHED_SERVER, "/readyz", environ, home / "server.log") as server:
        reader = signed_in(server, home)
        desks = [Desk(server, reader, size, watched) for size in sorted(sizes)]
        for number in range(TIMES + 1):
            for desk in desks:
                desk.save(f"Title {number}", counts=number > 0)  # the first fills the caches
    found: list[Saving] = []
    for desk in desks:
        smallest = (found[0].request, found[0].held) if found else None
        found.append(desk.result(smallest))
        print(found[-1].line(), flush=True)
    return found


@dataclass
class Desk:
    """Where a session in the middle of that visit is edited."""

    server: Server
    reader: Reader
    sessions: int
    watched: Path
    taken: list[tuple[float, float, int]] = field(default_factory=list)

    def save(self, title: str, *, counts: bool) -> None:
        path = f"/organise/visits/{slug_of(self.sessions)}/sessions/session-{self.sessions // 2}"
        typed = Typed.on(self.reader.get(path)[0]) | {"title-en": title}
        before = len(noted(self.watched))
        seconds = self._post(path, typed)
        found = noted(self.watched)[before:]
        if counts:
            self.taken.append((seconds * 1000, sum(each.held for each in found), sum(each.rows for each in found)))

    def _post(self, path: str, typed: dict[str, str]) -> float:
        """Seconds until its answer has come, without the page that it leads to."""
        headers = {"Cookie": self.reader.cookies(), "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection(urlsplit(self.server.base).netloc, timeout=60)
        start = time.perf_counter()
        connection.request("POST", path, urlencode(typed), headers)
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - start
        connection.close()
        if answer.status != 303:
            raise UnexpectedAnswer(f"{path}: {answer.status} instead of 303")
        return seconds

    def result(self, smallest: tuple[float, float] | None) -> Saving:
        request, held, rows = (statistics.median(column) for column in zip(*self.taken, strict=True))
        return Saving(self.sessions, request, held, int(rows), smallest)


class Typed(HTMLParser):
    """What a browser would send of the page's form, as it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.inside = False
        self.name = ""

    @classmethod
    def on(cls, page: bytes) -> dict[str, str]:
        read = cls()
        read.feed(page.decode())
        return read.fields

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "desk-form" in said.get("class", "")
        if not self.inside:
            return
        if tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.fields[said["name"]] = said.get("value", "")
        elif tag in ("textarea", "select"):
            self.name = said["name"]
            self.fields[self.name] = ""
        elif tag == "option" and "selected" in said:
            self.fields[self.name] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.inside and self.lasttag == "textarea" and self.name:
            self.fields[self.name] += data.lstrip("\r\n") if not self.fields[self.name] else data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self.name = ""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        found = measure_saving(Path(name), SIZES)
    verdicts = [verdict for each in found for verdict in each.verdicts()]
    for good, words in verdicts:
        print("reached" if good else "MISSED ", words)
    return 0 if all(good for good, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
