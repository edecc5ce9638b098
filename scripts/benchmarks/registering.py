"""What a registration costs: with twelve answers, with none, and by the program as it was before questions.

By turns, so that all meet the machine in the same mood; each by the processor time of its one web process, and by the
time for which it keeps all others from writing.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.registering
"""

import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.figures import Figure, told
from benchmarks.guessing import TYPED
from benchmarks.installation import Reader
from benchmarks.load import UnexpectedAnswer
from benchmarks.processes import ROOT, WATCHED_SERVER, Server, command, processor_time, serving, settings
from benchmarks.visits import same, visit_file
from benchmarks.watched import WATCHED, noted

BEFORE = "b2b02884085ecf4dceb264636b37271c860f2224"
"""The program as it was before a visit had questions of its own."""
TIMES = 300
MOST_WITH_ANSWERS, MOST_SINCE = 1.6, 1.1
QUESTIONS = {
    "short": ("first-flight", "last-flight", "guest", "remark"),
    "moment": ("arrives", "departs"), "yes_no": ("dinner", "photo"), "count": ("nights",),
    "phone": ("emergency",), "country": ("passport",), "one": ("room",),
}  # fmt: skip
ANSWERS = {
    "first-flight": "SK 4711", "last-flight": "SK 4712", "guest": "Ona Onaitė", "remark": "Vėluosiu vieną valandą",
    "arrives": "2017-04-03T09:30", "departs": "2017-04-06T18:00", "dinner": "yes", "photo": "no", "nights": "3",
    "emergency": "+37061234567", "passport": "LT", "room": "one",
}  # fmt: skip


@dataclass
class Form:
    """A visit's form. ``taken``: (milliseconds of the processor, milliseconds of the lock) of each that was sent."""

    name: str
    server: Server
    slug: str
    watched: Path
    answers: dict[str, str]
    taken: list[tuple[float, float]] = field(default_factory=list)

    def open(self) -> None:
        reader = Reader.at(self.server.base)
        page = reader.get(self.path)[0].decode()
        hidden = re.findall(r'<input(?=[^>]* name="(csrf_token|agreed_to|asked_as)")[^>]* value="([^"]*)"', page)
        typed = {f"answer-{code}": answer for code, answer in self.answers.items()}
        self.typed = TYPED | typed | {name: unescape(value) for name, value in hidden}
        self.headers = {"Cookie": reader.cookies(), "Content-Type": "application/x-www-form-urlencoded"}
        self.connection = HTTPConnection(urlsplit(self.server.base).netloc, timeout=30)

    @property
    def path(self) -> str:
        return f"/lt/{self.slug}/register"

    def send(self, number: int) -> None:
        (worker,) = self.server.workers()
        before, worked = len(noted(self.watched)), processor_time(worker)
        body = urlencode(self.typed | {"email": f"person-{number}@example.org"})
        self.connection.request("POST", self.path, body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 303:
            raise UnexpectedAnswer(f"{self.path}: {answer.status} {text[:300]!r}")
        held = max(each.held for each in noted(self.watched)[before:])
        self.taken.append(((processor_time(worker) - worked) * 1000, held))

    @property
    def medians(self) -> tuple[float, float]:
        worked, held = (statistics.median(column) for column in zip(*self.taken, strict=True))
        return worked, held

    def words(self) -> str:
        worked, held = self.medians
        return f"a registration {self.name} takes {worked:.2f} ms of CPU, the lock for {held:.2f} ms"


def measure_registering(folder: Path, times: int = TIMES) -> Iterator[Figure]:
    """``folder`` is made. Without the commit in this copy's history nothing is said of before."""
    folder.mkdir()
    with ExitStack() as stack:
        plain = _form(stack, folder, "without answers", "plain")
        answered = _form(stack, folder, "with 12 answers", "asked")
        source = _as_before(folder)
        before = _form(stack, folder, "before there were questions", "before", source) if source else None
        forms = [each for each in (plain, answered, before) if each]
        for form in forms:
            form.open()
        for number in range(times):
            for form in forms:
                form.send(number)
    for form in forms:
        form.taken = form.taken[len(form.taken) // 10 :]  # the first fill the caches
    yield Figure(plain.words())
    yield _compared(answered, plain, MOST_WITH_ANSWERS, clock=True)
    if before:
        yield Figure(before.words())
        yield _compared(plain, before, MOST_SINCE, clock=False)


def _compared(one: Form, other: Form, most: float, *, clock: bool) -> Figure:
    worked, held = (mine / theirs for mine, theirs in zip(one.medians, other.medians, strict=True))
    good = worked <= most and (held <= most or not clock)
    limits = f"at most {most:g}" + (" each" if clock else "")
    return Figure(f"{one.words()}: {worked:.2f} and {held:.2f} times as one {other.name} ({limits})", good)


def _form(stack: ExitStack, folder: Path, name: str, slug: str, source: str = "") -> Form:
    """A server of its own, so that its processor time is that of this form."""
    home = folder / slug
    home.mkdir()
    answers = ANSWERS if slug == "asked" else {}
    file = home / "visit.toml"
    file.write_text("\n".join([visit_file(slug, 4), *(_questions() if answers else ())]), encoding="utf-8")
    command(home, "db", "upgrade", source=source)
    command(home, "visit", "load", str(file), source=source)
    watched = home / "watched"
    environ = settings(home, source=source, EVENTAPP_WEB_PROCESSES="1", **{WATCHED: str(watched)})
    server = stack.enter_context(serving(WATCHED_SERVER, "/readyz", environ, home / "log"))
    return Form(name, server, slug, watched, answers)


def _questions() -> Iterator[str]:
    for kind, codes in QUESTIONS.items():
        for code in codes:
            yield f'[[question]]\ncode = "{code}"\nkind = "{kind}"'
            yield from same("title", code.title())
            for choice in ("one", "two") if kind == "one" else ():
                yield f'[[question.choice]]\ncode = "{choice}"'
                yield from same("title", choice)


def _as_before(folder: Path) -> str:
    """The tree of BEFORE; "" without the history."""
    source = folder / "before-source"
    source.mkdir()
    with tempfile.TemporaryFile() as packed:
        words = ["git", "-C", str(ROOT), "archive", BEFORE]
        done = subprocess.run(words, check=False, stdout=packed, stderr=subprocess.DEVNULL)
        if done.returncode:
            return ""
        packed.seek(0)
        subprocess.run(["tar", "-x", "-C", str(source)], stdin=packed, check=True)
    return str(source)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        return told(measure_registering(Path(name) / "registering"))


if __name__ == "__main__":
    sys.exit(main())
