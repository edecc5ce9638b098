"""A visit made in the browser, from nothing or as in an earlier one. It begins hidden and closed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from eventapp.core.acts import Act
from eventapp.core.text import LANGUAGES, fold
from eventapp.planning.errors import SlugTaken, VisitTooLong
from eventapp.planning.history import record_new_visit
from eventapp.planning.likeness import plan_as_in
from eventapp.planning.plan import FACTS, VISIT, Fields, Plan, initial_fields
from eventapp.planning.reading import draft_plan
from eventapp.planning.rows import Rows, plan_of, write_plan
from eventapp.planning.rules import LONGEST, check_item, is_too_long
from eventapp.visits.copying import COPIERS, Copying, copier
from eventapp.visits.members import open_new
from eventapp.visits.models import Visit
from eventapp.visits.queries import find_visit, get_visit

SLUG_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class NewVisit:
    """``fields``: of the visit's facts, as in a plan. ``slug`` "": one is made of the name.

    ``as_in``: the slug of the visit of which all but people and dates is taken over; "": of none.
    """

    fields: Fields
    slug: str = ""
    as_in: str = ""


def create_visit(new: NewVisit, *, act: Act) -> str:
    """Make the visit; gives its slug. Nothing of it is public.

    Raises NameMissing, ValueMissing, EndsBeforeItBegins, PositionIsHalf, VisitTooLong, SlugTaken, VisitNotFound (as in
    which it was to be).
    """
    plan = Plan({key: initial_fields(key.kind) for key in FACTS})
    plan[VISIT] = {**plan[VISIT], **new.fields}
    check_item(VISIT, plan[VISIT])
    if is_too_long(plan[VISIT]):
        raise VisitTooLong("last_day", days=LONGEST)
    earlier = get_visit(new.as_in) if new.as_in else None
    slug = new.slug or next(_free(_slug_of(new.fields)))
    if find_visit(slug) is not None:
        raise SlugTaken(free=next(_free(slug)))
    visit = Visit(slug=slug, version=0)
    try:
        write_plan(visit, dict.fromkeys(FACTS, visit), plan, lambda: act.links.uid(uuid4()), act.now)
    except IntegrityError as error:  # somebody has made it in this very second
        raise SlugTaken(free=f"{slug[: SLUG_LENGTH - 2]}-2") from error
    if earlier is not None:
        for copy in COPIERS:
            copy(Copying(earlier, visit, act))
    open_new(visit.id, act=act)
    record_new_visit(visit.id, act=act)
    return slug


@copier
def copy_plan(copying: Copying) -> None:
    """Every thing of the draft that is no person."""
    rows: Rows = dict.fromkeys(FACTS, copying.visit)
    plan = plan_as_in(draft_plan(copying.earlier), plan_of(rows))
    write_plan(copying.visit, rows, plan, lambda: copying.act.links.uid(uuid4()), copying.act.now)


def _slug_of(fields: Fields) -> str:
    """Of the name, in the language that needs the fewest letters of others: "visit-to-bergen"."""
    names = (str(fields.get(f"name.{language}") or "") for language in ("en", *LANGUAGES))
    words = re.findall("[a-z0-9]+", fold(next(filter(None, names), "")))
    while len("-".join(words)) > SLUG_LENGTH and len(words) > 1:
        words.pop()
    return "-".join(words)[:SLUG_LENGTH] or "visit"


def _free(slug: str) -> Iterator[str]:
    """It, or it with a number behind, those that no visit has."""
    endings = ("", *(f"-{number}" for number in range(2, 1000)))
    for ending in endings:
        tried = slug[: SLUG_LENGTH - len(ending)] + ending
        if find_visit(tried) is None:
            yield tried
