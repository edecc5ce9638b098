"""Can somebody who sends the form tell by the time of the answer whether an address is registered?

The best split of all answers into quick and slow ones is taken, in hindsight and in either direction: no stranger could
do better with the time alone. Beside it stands what the same number of answers gives where there is nothing to find.
"""

import http.client
import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.installation import readers_with_forms
from benchmarks.processes import Server

WARM_UP = 60
TYPED = {
    "given_name": "Vardenė", "family_name": "Pavardenytė", "phone": "+37061234567", "language": "lt",
    "organisation": "birzai", "other_organisation": "", "position": "Vedėja", "diet": "vegan", "diet_note": "",
    "needs": "", "consent": "y", "care": "y", "leave_blank": "",
}  # fmt: skip
Execute = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Guess:
    """``right``: the share of answers that the best split names rightly; the medians in milliseconds."""

    what: str
    right: float
    tries: int
    known: float
    unknown: float

    def line(self) -> str:
        medians = f"medians {self.known:.3f} and {self.unknown:.3f} ms"
        return f"{self.what}: {self.right:.1%} of {self.tries} are told apart by the best split; {medians}"


def best_split(known: Sequence[float], unknown: Sequence[float]) -> float:
    """The share that is right if all below some time are taken for one kind, and all above for the other."""
    marked = sorted([(seconds, 1) for seconds in known] + [(seconds, -1) for seconds in unknown])
    height, best = 0, 0
    for _, step in marked:
        height += step
        best = max(best, abs(height))
    return (best + len(known)) / (2 * len(known))


class Form:
    """One browser on one connection that stays open."""

    def __init__(self, server: Server, path: str) -> None:
        self.path = path
        self.cookie, self.token = readers_with_forms(server, path, 1)
        self.connection = http.client.HTTPConnection(urlsplit(server.base).netloc, timeout=30)

    def send(self, email: str) -> float:
        """Register that address; gives the seconds until the answer has come."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        body = urlencode(TYPED | {"email": email, "csrf_token": self.token})
        started = time.perf_counter()
        self.connection.request("POST", self.path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        seconds = time.perf_counter() - started
        if answer.status != 303:
            raise SystemExit(f"{answer.status}: {text[:300]!r}")
        return seconds


def addresses(kind: str, number: int) -> list[str]:
    """All of one length, and none in an order that says what they are."""
    return [f"{secrets.token_bytes(6).hex()}@{kind[:1]}.example.org" for _ in range(number)]


def guess(form: Form, what: str, known: Sequence[str], unknown: Sequence[str]) -> Guess:
    """Send each once, in random order."""
    order = [(email, True) for email in known] + [(email, False) for email in unknown]
    random.shuffle(order)
    times: dict[bool, list[float]] = {True: [], False: []}
    for email, is_known in order:
        times[is_known].append(form.send(email))
    middle = {kind: sorted(found)[len(found) // 2] * 1000 for kind, found in times.items()}
    return Guess(what, best_split(times[True], times[False]), len(order), middle[True], middle[False])


def measure(server: Server, path: str, tries: int, execute: Execute) -> list[Guess]:
    """``execute`` runs a statement on the database, to cancel what has been registered."""
    form = Form(server, path)
    half = tries // 2
    for email in addresses("a", WARM_UP):
        form.send(email)
    known, cancelled = addresses("k", half), addresses("k", half)
    for email in known:
        form.send(email)
    found = [guess(form, "registered or new", known, addresses("k", half))]
    for email in cancelled:
        form.send(email)
    listed = ", ".join(f"'{email}'" for email in cancelled)
    execute(f"UPDATE registration SET status = 'cancelled' WHERE email IN ({listed})")  # noqa: S608 - our own words
    found.append(guess(form, "cancelled or new", cancelled, addresses("k", half)))
    found.append(guess(form, "new or new (nothing to find)", addresses("k", half), addresses("k", half)))
    return found


def on_sqlite(folder: Path) -> Execute:
    def execute(statement: str) -> None:
        with sqlite3.connect(folder / "eventapp.sqlite3", timeout=30) as database:
            database.execute(statement)
        database.close()

    return execute
