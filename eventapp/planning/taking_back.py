"""The draft becomes what an earlier release said, in one act; what goes can be put back."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.planning.earlier import REPLACED, draft_as, gone
from eventapp.planning.errors import CodeInUse, VersionMovesLocked
from eventapp.planning.history import record_change, record_removal
from eventapp.planning.plan import Key, Plan
from eventapp.planning.rows import Rows, plan_of, positions_in, visit_rows, write_plan
from eventapp.planning.rules import check_item, moved_though_locked
from eventapp.programme.models import Session
from eventapp.programme.snapshot import PublicProgramme
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


def become(visit_id: int, programme: PublicProgramme, *, act: Act) -> None:
    """``programme`` as programme.earlier makes a draft of a release. Registrations are not touched, nor live facts.

    Raises CodeInUse (another visit has the entry in calendars by now), NothingToSave (it says so already),
    VersionMovesLocked, and what saving a thing raises.
    """
    visit = hold_visit(visit_id)
    rows = visit_rows(visit)
    before, positions = plan_of(rows), positions_in(rows)
    after = draft_as(before, programme)
    if list(after.items()) == list(before.items()):
        raise NothingToSave
    _check(visit, before, after)
    removed = gone(before, after)
    kept: Rows = {key: row for key, row in rows.items() if key not in removed}
    write_plan(visit, kept, after, lambda: act.links.uid(uuid4()), act.now)
    _delete(rows, removed)
    for key, fields in after.items():
        record_change(visit_id, key, before.get(key, {}), fields, act=act)
    for key in removed:
        # with what it is a part of, or leads to
        if key.inside not in removed and not any(key.leads_to(other) for other in removed):
            record_removal(visit_id, key, before, positions, act=act)


def _check(visit: Visit, before: Plan, after: Plan) -> None:
    """Of what is written. Raises CodeInUse, VersionMovesLocked, and what check_item does."""
    new = {fields["uid"]: key for key, fields in after.of_kind("session") if key not in before}
    taken = session.scalar(select(Session.uid).where(Session.uid.in_(new)).limit(1)) if new else None
    if taken is not None:
        raise CodeInUse(code=new[taken].code)
    locked = [key for key, fields in after.items() if moved_though_locked(before.get(key, {}), fields)]
    if locked:
        titles = (before.title_of(key, visit.languages[0], visit.languages) or key.code for key in locked)
        raise VersionMovesLocked(what=", ".join(titles))
    for key, fields in after.items():
        if fields != before.get(key):
            check_item(key, fields)


def _delete(rows: Rows, removed: Iterable[Key]) -> None:
    """A kind after another, since the database lets nothing go that is named."""
    for kind in REPLACED:
        for key in removed:
            if key.kind == kind:
                session.delete(rows[key])
        session.flush()
