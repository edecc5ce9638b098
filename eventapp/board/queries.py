"""Reading variants."""

from collections.abc import Sequence

from sqlalchemy import select

from eventapp.board.errors import VariantNotFound
from eventapp.board.models import Variant
from eventapp.core.db import session


def variants(visit_id: int) -> Sequence[Variant]:
    """By their days, the latest first."""
    query = select(Variant).where(Variant.visit_id == visit_id).order_by(Variant.held_on, Variant.id.desc())
    return session.scalars(query).all()


def variant_of(visit_id: int, code: str) -> Variant:
    """One of that visit's, by its number. Raises VariantNotFound."""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0
    found = session.get(Variant, number, populate_existing=True)
    if found is None or found.visit_id != visit_id:
        raise VariantNotFound
    return found
