"""Reading the draft as a plan, whole or in part."""

from eventapp.planning.plan import TABLES, Key, Plan
from eventapp.planning.rows import Rows, plan_of, rows_around, rows_of, visit_rows
from eventapp.visits.facts import VisitFacts


def draft_plan(visit: VisitFacts) -> Plan:
    """The whole draft, every field of it."""
    return plan_of(visit_rows(visit))


def plan_around(visit: VisitFacts, *keys: Key) -> Plan:
    """What the pages of these things need (planning.rows.rows_around)."""
    return plan_of(rows_around(visit, *keys))


def plan_of_kinds(visit: VisitFacts, *kinds: str) -> Plan:
    """All things of those kinds, with their parts and what they name."""
    wanted = dict.fromkeys([*kinds, *(inside for kind in kinds for inside in TABLES[kind].inside)])
    wanted = dict.fromkeys([*(refers for kind in wanted for refers in TABLES[kind].refers), *wanted])
    rows: Rows = {}
    for kind in wanted:
        rows |= rows_of(visit, kind)
    return plan_of(rows)
