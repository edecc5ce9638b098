"""Adding many things to a draft at once, of pasted lines: one operation, so one step of the history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

from eventapp.core.acts import Act
from eventapp.planning.history import record_change
from eventapp.planning.plan import Plan
from eventapp.planning.queries import released_keys
from eventapp.planning.reading import draft_plan
from eventapp.planning.rows import LIVE, named_first, plan_of, visit_rows, write_plan
from eventapp.registration.operations import fill_places
from eventapp.visitfiles.codes import draw_code
from eventapp.visitfiles.matching import State
from eventapp.visitfiles.proposals import LinesAreWrong, LooksOtherwise, NothingTaken, Proposal, Sheet, propose
from eventapp.visitfiles.saying import About
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


@dataclass(frozen=True, slots=True)
class Many:
    """``shown``: as the lines stood on the page that was looked at, ``digest``: what would have become of them then."""

    kind: str
    sheet: Sheet
    shown: Sheet
    digest: str
    language: str


def preview_many(visit: VisitFacts, kind: str, sheet: Sheet, language: str) -> Proposal:
    """What ``add_many`` would do, without doing it."""
    draft = draft_plan(visit)
    return propose(kind, sheet, draft, about(visit, language), _drawing(draft, visit.id))


def about(visit: VisitFacts | Visit, language: str) -> About:
    """What reading lines has to know of the visit."""
    days = (visit.ends_on - visit.starts_on).days + 1
    return About(
        tuple(visit.starts_on + timedelta(days=number) for number in range(days)),
        ZoneInfo(visit.timezone),
        visit.languages,
        language,
    )


def add_many(visit_id: int, many: Many, *, act: Act) -> Proposal:
    """Make what the lines say, and change what they say otherwise; gives what was done. Nothing is removed.

    Raises LooksOtherwise where it would become otherwise than was shown, LinesAreWrong, NothingTaken.
    """
    visit = hold_visit(visit_id)
    rows = visit_rows(visit)
    before = plan_of(rows)
    read = partial(propose, many.kind, draft=before, about=about(visit, many.language))
    shown = read(sheet=many.shown, draw=_drawing(before, visit_id))
    if shown.digest != many.digest:
        raise LooksOtherwise
    corrected = many.sheet != many.shown
    proposal = read(sheet=many.sheet, draw=_drawing(before, visit_id)) if corrected else shown
    if wrong := proposal.of(State.WRONG):
        raise LinesAreWrong(lines=", ".join(str(line.number + 1) for line in wrong))
    if not proposal.effects <= shown.effects:
        raise LooksOtherwise
    if not proposal.of(State.NEW, State.CHANGED):
        raise NothingTaken
    write_plan(visit, rows, proposal.plan, lambda: act.links.uid(uuid4()), act.now)
    if many.kind in LIVE:
        fill_places(visit_id, act=act)
    for key in named_first(proposal.plan):  # so that it can be taken back in the other direction
        record_change(visit_id, key, before.get(key, {}), proposal.plan[key], act=act)
    return proposal


def _drawing(draft: Plan, visit_id: int) -> Callable[[], str]:
    return partial(draw_code, {key.code for key in (*draft, *released_keys(visit_id))})
