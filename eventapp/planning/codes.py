"""Codes for new things that say none."""

import secrets
from collections.abc import Container
from string import ascii_lowercase

from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.planning.plan import Key
from eventapp.planning.queries import Released
from eventapp.planning.rows import MODELS


def draw_code(visit_id: int, key: Key, released: Released, draft: Container[Key] = ()) -> Key:
    """That key with a code that nothing in the visit or in its releases has had, nor anything in ``draft`` has."""
    drawn = key
    while not drawn.code or drawn.code in released.codes or drawn in draft or _is_there(visit_id, drawn):
        drawn = drawn._replace(code=_random())
    return drawn


def draw_codes(visit_id: int, kind: str, number: int, released: Released) -> list[Key]:
    """So many keys of things that are no parts, each with another such code; one statement, seldom two."""
    model = MODELS[kind]
    drawn: dict[str, None] = {}
    while len(drawn) < number:
        fresh = {_random() for _ in range(number - len(drawn))} - released.codes
        there = select(model.code).where(model.visit_id == visit_id, model.code.in_(fresh))
        drawn |= dict.fromkeys(sorted(fresh.difference(session.scalars(there))))
    return [Key(kind, code) for code in drawn]


def _random() -> str:
    return "".join(secrets.choice(ascii_lowercase) for _ in range(5))


def _is_there(visit_id: int, key: Key) -> bool:
    """Whether the visit has such a thing; parts stand beside what they are a part of."""
    model = MODELS[key.kind]
    codes = select(func.count()).where(model.visit_id == visit_id, model.code == key.code) if not key.inside else None
    return codes is not None and bool(session.scalar(codes))
