"""How long the ways between a visit's venues take, as organisers say: many in one step; else it is estimated."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import ChangedMeanwhile, NothingToSave
from eventapp.core.merging import merge
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.history import record_change, record_removal
from eventapp.planning.plan import Fields, Key, Plan, way_between
from eventapp.planning.rows import Rows, last_position, plan_of, positions_in, rows_of, write_item
from eventapp.programme.ways import Given, read_way, write_way
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


class Pair(NamedTuple):
    """Two venues by code, the one first that stands first."""

    start: str
    end: str

    @property
    def name(self) -> str:
        """As the form calls it; no code has such a line in it."""
        return f"{self.start}_{self.end}"


def pairs(plan: Plan) -> Iterator[Pair]:
    """Of all venues, each once, in their order."""
    yield from (Pair(*codes) for codes in combinations([key.code for key, _ in plan.of_kind("venue")], 2))


def said(plan: Plan, pair: Pair) -> str:
    """What is given of that way, as programme.ways.check_way keeps it; "": nothing."""
    key = way_between(plan, *pair)
    return write_way(_given(plan[key])) if key else ""


def save_ways(visit_id: int, typed: Mapping[str, str], shown: Mapping[str, Any], *, act: Act) -> int:
    """Write what was ``typed`` of ways ({Pair.name: as check_way keeps it}, "": estimated again) into the draft.

    What others have changed since it was ``shown`` stays. Gives how many have changed. Raises ItemNotFound (a venue was
    removed meanwhile), ChangedMeanwhile, NothingToSave.
    """
    visit = hold_visit(visit_id)
    rows = rows_of(visit, "venue") | rows_of(visit, "way")
    plan = plan_of(rows)
    known = {pair.name: pair for pair in pairs(plan)}
    if any(name not in known for name in typed):
        raise ItemNotFound
    now = {name: said(plan, known[name]) for name in typed}
    merged = merge(shown, typed, now)
    if merged.disputed:
        raise ChangedMeanwhile(merged.disputed)
    changed = {name: words for name, words in merged.fields.items() if words != now[name]}
    if not changed:
        raise NothingToSave
    for name, words in changed.items():
        _save(visit, rows, known[name], read_way(words), act)
    session.flush()
    return len(changed)


def _save(visit: Visit, rows: Rows, pair: Pair, given: Given | None, act: Act) -> None:
    plan = plan_of(rows)
    key = way_between(plan, *pair)
    if given is None:
        if key is not None:
            record_removal(visit.id, key, plan, positions_in(rows), act=act)
            session.delete(rows.pop(key))
        return
    key = key or Key("venue", pair.start).within("way", pair.end)
    fields = {"minutes": given.minutes, "waiting": given.waiting, "by": given.by}
    row = write_item(visit, rows, key, fields, str)
    if key not in rows:
        row.position = last_position(visit, rows, key) + 1
        session.add(row)
        session.flush()
        rows[key] = row
    record_change(visit.id, key, plan.get(key, {}), fields, act=act)


def _given(fields: Fields) -> Given:
    return Given(fields["minutes"], fields["waiting"], fields["by"])
