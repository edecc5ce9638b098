"""The words that people agreed to: kept once for all who agreed to them, found again by what they say."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select

from eventapp.core.db import execute, session
from eventapp.registration.consent import Consent
from eventapp.registration.models import ConsentText, Registration

_TEXTS = cast(Table, ConsentText.__table__)
# Built once: it is asked while all others wait.
_KNOWN = select(ConsentText.id).where(
    ConsentText.visit_id == bindparam("visit_id"), ConsentText.sha256 == bindparam("sha256")
)


def keep_text(visit_id: int, consent: Consent) -> int:
    """The id of these words' row, written if nobody has agreed to them yet; the visit is held."""
    key = {"visit_id": visit_id, "sha256": consent.digest}
    known = execute(_KNOWN, key).scalar()
    if known is None:
        row = key | {"language": consent.language, "text": consent.text}
        known = execute(insert(_TEXTS).returning(_TEXTS.c.id), row).scalar_one()
    return int(known)


def text_agreed_to(registration: Registration) -> ConsentText | None:
    """The words; None where they were not kept yet when the person agreed."""
    return session.get(ConsentText, registration.consent_id) if registration.consent_id else None
