"""What the history keeps of the draft, and how it tells it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from eventapp.core import dates
from eventapp.core.acts import Act
from eventapp.core.db import insert_row, insert_rows, session
from eventapp.core.text import Message
from eventapp.planning.conditions import condition_in_words
from eventapp.planning.plan import TABLES, Fields, Key, Plan, field_of, page_of
from eventapp.planning.reading import plan_around
from eventapp.programme import availability
from eventapp.visits import history
from eventapp.visits.fields import Control, Field
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.spoken import all_in_words, spoken_in_words
from eventapp.visits.telling import Action, Kind, Name, Teller, Told, teller
from eventapp.visits.values import plain
from eventapp.visits.zones import zone_label


class PlanKind(Kind):
    """Those of ``TABLES``, by the same names."""

    VISIT = "visit", "facts"
    REGISTRATION = "registration", "facts"
    FUNDER = "funder", "facts"
    ORGANISATION = "organisation", "organisations"
    VENUE = "venue", "venues"
    ROOM = "room", "venues"
    WAY = "way", "venues"
    SPEAKER = "speaker", "speakers"
    SESSION = "session", "sessions"
    SLOT = "slot", "sessions"
    QUESTION = "question", "questions"
    CHOICE = "choice", "questions"


class ClashKind(Kind):
    """What clash_history tells."""

    CLASH = "clash", "sessions"


_NAMED_AS: Final = {"slot": "speaker", "way": "venue"}
"""{what is called as something else: the kind of that}, which has its code."""
_NAMING: Final = {"venue": "venue", "room": "room", "speaker": "speaker", "host": "organisation", "to": "venue"}
"""{a field: the kind of thing whose code it is}."""
UNDONE, REDONE = Message("undone, %(what)s"), Message("done again, %(what)s")
_STEPS: Final = "planning.steps"
_TAKEN_BACK: Final = "planning.taken back"
_GATHERED: Final = "planning.gathered"
_KINDS: Final = {str(kind): kind for kind in PlanKind}


class PlanAction(Action):
    ADDED = "added", Message("added")
    CHANGED = "changed", Message("changed")
    REMOVED = "removed", Message("removed")
    PUT_BACK = "put back", Message("put back")
    MOVED = "moved", Message("moved in the list")


def record_new_visit(visit_id: int, *, act: Act) -> None:
    """Write down that the visit is there, with all that is in it."""
    _record(visit_id, PlanAction.ADDED, Key("visit"), act, is_step=False)


def record_change(visit_id: int, key: Key, old: Fields, new: Fields, *, act: Act) -> None:
    """Write down what changed in one thing of the draft; nothing if nothing did. ``old`` empty: it is new."""
    changes = [history.change(*item) for item in changed_fields(old, new)]
    if changes:
        _record(visit_id, PlanAction.CHANGED if old else PlanAction.ADDED, key, act, changes)


def record_new_code(visit_id: int, key: Key, old: str, *, act: Act) -> None:
    """Write down that what is at ``key`` now had that code before."""
    _record(visit_id, PlanAction.CHANGED, key, act, [history.change("code", old, key.code)], is_step=False)


def record_move(visit_id: int, key: Key, old: int, new: int, *, act: Act) -> None:
    """Write down that it stands at another place among its like, counted from 1."""
    _record(visit_id, PlanAction.MOVED, key, act, [history.change("order", old, new)])


def record_removal(visit_id: int, key: Key, before: Plan, positions: Mapping[Key, int], *, act: Act) -> None:
    """Write down that a thing was removed, and what it and all inside it said in ``before``: it can be put back.

    ``positions``: where each stood among its like.
    """
    was = [
        {
            "thing": each.path,
            "position": positions[each],
            "fields": {name: plain(value) for name, value in fields.items()},
        }
        for each, fields in before.items()
        if key in (each, each.inside) or each.leads_to(key)
    ]
    _record(visit_id, PlanAction.REMOVED, key, act, was=was)


def record_put_back(visit_id: int, key: Key, lost: Iterable[tuple[Key, str, Key]], *, act: Act) -> None:
    """Write down that a removed thing is there again, and what it had named that is not (planning.restoring)."""
    changes = [history.change(name, named.code, "") for _, name, named in lost]
    _record(visit_id, PlanAction.PUT_BACK, key, act, changes)


def _record(
    visit_id: int,
    action: PlanAction,
    key: Key,
    act: Act,
    changes: Iterable[dict[str, Any]] = (),
    was: Iterable[dict[str, Any]] = (),
    *,
    is_step: bool = True,
) -> None:
    entry = history.new_entry(visit_id, act, action, _KINDS[key.kind], key.path, changes=changes, was=was)
    if is_step:
        entry.step = _step(visit_id)
        for name, step in session.info.get(_TAKEN_BACK, {}).items():
            setattr(entry, name, step)
    if _GATHERED in session.info:
        session.info[_GATHERED].append(entry)
    else:
        insert_row(entry)


@contextmanager
def gathered() -> Iterator[None]:
    """What is recorded inside is written at the end, in its order, by one statement: for operations on many things. If
    they fail, nothing is."""
    entries = session.info[_GATHERED] = list[HistoryEntry]()
    try:
        yield
    finally:
        del session.info[_GATHERED]
    insert_rows(entries)


def taking_back(*, undoes: int | None = None, redoes: int | None = None) -> None:
    """What is recorded from now on in this transaction takes back that step (visits.models.HistoryEntry)."""
    session.info[_TAKEN_BACK] = {"undoes": undoes, "redoes": redoes}


def _step(visit_id: int) -> int:
    """Of this transaction: the visit's version when the first entry of it was written."""
    versions: dict[int, int] = session.info.setdefault(_STEPS, {})
    if visit_id not in versions:
        versions[visit_id] = session.get_one(Visit, visit_id).version  # which the operation holds
    return versions[visit_id]


def changed_fields(old: Fields, new: Fields) -> Iterator[tuple[str, Any, Any]]:
    """(field, before, after) as plain JSON; of a new thing (``old`` empty) only what it says."""
    for name, value in new.items():
        before, after = plain(old.get(name, "")), plain(value)
        if before != after and (old or not _says_nothing(after)):
            yield name, before, after


def _says_nothing(value: Any) -> bool:
    return value in ("", None, []) or value is False


def key_in(thing: str) -> Key | None:
    """The key whose path that is; None: it is nothing of a plan."""
    key = Key.of(thing.split("."))
    return key if key.kind in TABLES and key.is_single != bool(key.code) else None


@teller
class PlanTeller(Teller):
    kinds, actions = PlanKind, PlanAction

    @cached_property
    def plan(self) -> Plan:
        """The draft now, as far as names are needed of it."""
        return plan_around(self.visit, *{key for key in map(key_in, self.things) if key})

    @cached_property
    def removed(self) -> Plan:
        """What is gone, and what was inside it, as it was when it was removed last."""
        return Plan(
            (key, item["fields"])
            for item in history.removed_items(self.visit.id, list(PlanKind))
            if (key := key_in(item["thing"]))
        )

    def tell(self, entry: HistoryEntry) -> Told:
        """What takes something back says so."""
        told = super().tell(entry)
        words = UNDONE if entry.undoes else REDONE if entry.redoes else None
        return replace(told, action=self.say(words, what=told.action)) if words else told

    def name(self, thing: str) -> Name | None:
        """What is not there any more has no link."""
        key = key_in(thing)
        if key is None:
            return None
        words = self.say(TABLES[key.kind].word)
        if key.is_single:
            return Name(words, link=self.at(*page_of(key)))
        named = Key(_NAMED_AS.get(key.kind, key.kind), key.code, None if key.kind in _NAMED_AS else key.inside)
        names = [self._title_of(named) or key.code, self._title_of(key.inside) if key.inside else ""]
        called = " – ".join(reversed(names)) if key.kind == "way" else ", ".join(filter(None, names))
        return Name(called, words, self.at(*page_of(key)) if key in self.plan else "")

    def label(self, thing: str, field: str) -> str | None:
        """By the field's description; what has none any more is called what it is stored as."""
        described = self._field(thing, field)
        if described is None:
            return Message("Place in the list") if field == "order" else field
        return described.label if described.told else None

    def value(self, thing: str, field: str, value: Any) -> str:
        """By the field's description, too."""
        described = self._field(thing, field)
        if value in ("", None) or described is None or isinstance(value, list):
            return self._languages(described, value) or super().value(thing, field, value)
        if value in described.choices:
            return self.say(described.choices[value])
        if field in ("timezone", "only_if"):
            return self._zone_or_condition(field, str(value))
        if described.control in (*availability.HOURS, Control.SPOKEN):
            return self._in_words(described.control, str(value))
        if field in _NAMING:
            # a room's code is one of its venue's only, which the entry need not name
            named = _NAMING[field], value
            found = (key for plan in (self.plan, self.removed) for key in plan if (key.kind, key.code) == named)
            return next((self._title_of(key) for key in found), super().value(thing, field, value))
        return self._day_or_moment(described, super().value(thing, field, value))

    def _zone_or_condition(self, field: str, value: str) -> str:
        if field == "timezone":
            return zone_label(self.language, value)
        return condition_in_words(self.plan, value, self.language, self.visit.languages)

    def _languages(self, field: Field | None, value: Any) -> str:
        """Those that are spoken, by their names; "" for anything else."""
        several = field is not None and field.control is Control.SEVERAL_SPOKEN and isinstance(value, list)
        return all_in_words(self.language, value) if several else ""

    def _in_words(self, control: Control, value: str) -> str:
        if control is Control.SPOKEN:
            return spoken_in_words(self.language, value)
        return availability.in_words(self.language, control, value, self.visit.starts_on.year)

    def _day_or_moment(self, field: Field, value: str) -> str:
        try:
            if field.check is None:
                return dates.date_and_time(self.language, datetime.fromisoformat(value), self.visit.timezone)
            return dates.long_date(self.language, date.fromisoformat(value)) if field.control is Control.DAY else value
        except ValueError:
            return value

    def _field(self, thing: str, field: str) -> Field | None:
        # a session that comes back may lack a speaker whom one of its slots had named
        kind = {"speaker": "slot", "to": "way"}.get(field) or Key.of(thing.split(".")).kind
        return field_of(kind, field)

    def _title_of(self, key: Key) -> str:
        plan = self.plan if key in self.plan else self.removed
        return plan.title_of(key, self.language, self.visit.languages)
