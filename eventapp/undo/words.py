"""What an organiser can take back or do again, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.core.text import Message, translate, translate_plural
from eventapp.planning.errors import SomethingNewer
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.undo.steps import Latest, Scope, entries_of, latest_steps, switched
from eventapp.visits.frame import Desk
from eventapp.visits.history import entry_of
from eventapp.visits.models import HistoryEntry
from eventapp.visits.telling import Telling, by_and_when, organiser_in_words

DONE: Final[Mapping[str, Message]] = {
    "undone": Message("Undone: %(what)s."),
    "redone": Message("Done again: %(what)s."),
}

SWITCHED: Final[Mapping[tuple[str, bool], Message]] = {
    (PlanKind.VISIT, True): Message("the visit was shown"),
    (PlanKind.VISIT, False): Message("the visit was hidden"),
    (PlanKind.REGISTRATION, True): Message("registration was opened"),
    (PlanKind.REGISTRATION, False): Message("registration was closed"),
}
"""{(kind, what its switch is now): what was done}"""
KEPT: Final = Message("Whoever has got a place meanwhile keeps it.")
PART: Final = 3
"""Points in the path of a part, at least: "question.arrives-by.choice.plane"."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step, and what was done in it."""

    step: int
    what: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be taken back and done again next, in that scope. ``said``: what was just taken back or done again; "":
    nothing."""

    scope: Scope
    undo: Offer | None
    redo: Offer | None
    said: str = ""

    @property
    def steps(self) -> Latest:
        return Latest(*(offer.step if offer else None for offer in (self.undo, self.redo)))


def offers(desk: Desk, scope: Scope, said: Mapping[str, str]) -> Offers:
    """``said``: by the address of the page: "done", which may be "undone" or "redone", and "places"."""
    latest = latest_steps(desk.visit.id, desk.act().by, scope)
    undo = _offer(desk, latest.undo)
    redo = _offer(desk, latest.redo)
    just = {"undone": redo, "redone": undo}
    done = said.get("done", "")
    of = just.get(done)
    words = [translate(desk.language, DONE[done], what=of.what)] if of else []
    kept = [translate(desk.language, KEPT)] if of and said.get("places") else []
    return Offers(scope, undo, redo, " ".join(words + kept))


def _offer(desk: Desk, step: int | None) -> Offer | None:
    if step is None:
        return None
    entries = entries_of(desk.visit.id, step)
    taken_back = entries[0].undoes
    return Offer(step, in_words(desk, entries_of(desk.visit.id, taken_back) if taken_back else entries))


def in_words(desk: Desk, entries: Sequence[HistoryEntry]) -> str:
    """ "Opening: changed"; of several things the first and how many more; parts of one of them are not counted. What
    readers see at once is said as that."""
    first = entries[-1]
    if len(entries) == 1 and switched(first.kind, first.changes):
        return translate(desk.language, SWITCHED[first.kind, bool(first.changes[0]["new"])])
    name = Telling(desk.visit, desk.language, [first.thing]).name(first.thing).name
    things = {entry.thing for entry in entries}
    more = len({thing for thing in things if thing.count(".") < PART or thing.rsplit(".", 2)[0] not in things}) - 1
    if more:
        name = translate_plural(
            desk.language, "%(name)s and %(num)s more", "%(name)s and %(num)s more", more, name=name
        )
    action = next(action for action in PlanAction if action == first.action)
    return f"{name}: {translate(desk.language, action.words)}"


def newer_in_words(desk: Desk, refusal: SomethingNewer) -> str:
    """The refusal, with who has done what, and when."""
    entry = entry_of(desk.visit.id, refusal.entry) if refusal.entry else None
    if entry is None:
        return refusal.text(desk.language)
    told = Telling(desk.visit, desk.language, [entry.thing]).tell(entry)
    who = organiser_in_words(desk.language, entry.actor)
    by = by_and_when(desk.language, who, entry, desk.visit)
    return f"{refusal.text(desk.language)} {told.thing.name}: {told.action} ({by})."
