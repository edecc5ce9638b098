"""Variants of a day: begun, gone on in, gone back in, adopted, dropped. Nothing public reads them."""

from collections.abc import Collection
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventapp.board.errors import NothingToAdopt, TooManyVariants, VariantChangedMeanwhile
from eventapp.board.history import VariantAction, record
from eventapp.board.models import Variant
from eventapp.board.queries import variant_of
from eventapp.board.trying import Adoption, adoption, in_variant, read, stored
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.chosen import UNKNOWN, Chosen, Places
from eventapp.planning.errors import NothingMoved
from eventapp.planning.history import record_change
from eventapp.planning.moves import Moves, Target, find_moves
from eventapp.planning.placing import movable_rows, write_place
from eventapp.planning.plan import Key
from eventapp.planning.rows import plan_of
from eventapp.visits.operations import hold_visit

MOST: Final = 40
"""Variants of a visit."""


def begin_variant(visit_id: int, day: date, name: str, *, act: Act) -> int:
    """A variant of that day in which nothing is different yet; gives its number. Raises TooManyVariants."""
    hold_visit(visit_id)
    if (session.scalar(select(func.count()).where(Variant.visit_id == visit_id)) or 0) >= MOST:
        raise TooManyVariants(most=MOST)
    variant = Variant(visit_id=visit_id, held_on=day, name=name, made_by=act.by, made_at=act.now, steps=[])
    session.add(variant)
    session.flush()
    record(variant, VariantAction.BEGUN, act=act)
    return variant.id


def try_out(visit_id: int, code: str, chosen: Chosen, target: Target, seen: Places = UNKNOWN) -> Moves:
    """Place sessions in a variant as ``planning.placing`` does in the draft, which stays as it is.

    ``chosen``, ``seen``: as they were seen in the variant. Raises VariantNotFound, NothingMoved, and what
    ``find_moves`` does: PlaceGone, OneEndEach, Unfit.
    """
    visit = hold_visit(visit_id)
    variant = variant_of(visit_id, code)
    steps = [read(step) for step in variant.steps]
    plan = in_variant(plan_of(movable_rows(visit, chosen)), steps)
    found = find_moves(plan, chosen, target, ZoneInfo(visit.timezone), seen)
    if found.refused:
        raise NothingMoved(found.left_out)
    if found.moves:
        variant.steps = [*variant.steps, stored(found.moves)]
        session.flush()
    return found


def go_back(visit_id: int, code: str, seen: int) -> None:
    """Take back the last step of a variant that was seen with so many.

    Raises VariantNotFound, VariantChangedMeanwhile.
    """
    hold_visit(visit_id)
    variant = variant_of(visit_id, code)
    if len(variant.steps) != seen or not seen:
        raise VariantChangedMeanwhile
    variant.steps = variant.steps[:-1]
    session.flush()


def adopt_variant(visit_id: int, code: str, seen: int, agreed: Collection[str], *, act: Act) -> Adoption:
    """Let sessions of the draft lie where the variant has them; readers see it once released.

    ``agreed``: codes of sessions that others have moved meanwhile and that are to move all the same; the others of them
    stay. The variant stays, too. Raises VariantNotFound, VariantChangedMeanwhile, NothingToAdopt.
    """
    visit = hold_visit(visit_id)
    variant = variant_of(visit_id, code)
    if len(variant.steps) != seen:
        raise VariantChangedMeanwhile
    steps = [read(step) for step in variant.steps]
    rows = movable_rows(visit, {move.code: None for step in steps for move in step})
    found = adoption(plan_of(rows), steps)
    moves = found.taken(agreed)
    if not moves:
        raise NothingToAdopt
    for move in moves:
        key = Key("session", move.code)
        write_place(rows, rows[key], move.after)
        record_change(visit_id, key, move.before, move.after, act=act)
    variant.adopted_at = act.now
    session.flush()
    record(variant, VariantAction.ADOPTED, act=act)
    return found


def drop_variant(visit_id: int, code: str, *, act: Act) -> None:
    """It is not needed any more. Raises VariantNotFound."""
    hold_visit(visit_id)
    variant = variant_of(visit_id, code)
    record(variant, VariantAction.DROPPED, act=act)
    session.delete(variant)
    session.flush()
