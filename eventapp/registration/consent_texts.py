"""The words that people agreed to: kept once for all who agreed to them, found again by what they say."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select

from eventapp.core.db import execute, session
from eventapp.registration.consent import Consent
from eventapp.registration.models import ConsentText, Registration

_TEXTS = cast(Table, ConsentText.__table__)
# Built once: it is asked while all others wait. One statement, whether one text was agreed to or two.
_KNOWN = select(ConsentText.sha256, ConsentText.id).where(
    ConsentText.visit_id == bindparam("visit_id"),
    ConsentText.sha256.in_((bindparam("one"), bindparam("other"))),
)


def keep_texts(visit_id: int, *agreed: Consent | None) -> tuple[int | None, ...]:
    """The ids of the rows of these words, at most two, written if nobody has agreed to them yet; the visit is held.

    None where nothing was agreed to.
    """
    said = [consent for consent in agreed if consent]
    if not said:
        return (None,) * len(agreed)
    asked = {"visit_id": visit_id, "one": said[0].digest, "other": said[-1].digest}
    known: dict[str, int] = {row.sha256: row.id for row in execute(_KNOWN, asked)}
    for consent in said:
        if consent.digest not in known:
            row = {"visit_id": visit_id, "sha256": consent.digest, "language": consent.language, "text": consent.text}
            known[consent.digest] = execute(insert(_TEXTS).returning(_TEXTS.c.id), row).scalar_one()
    return tuple(known[consent.digest] if consent else None for consent in agreed)


def text_agreed_to(registration: Registration) -> ConsentText | None:
    """The words; None where they were not kept yet when the person agreed."""
    return session.get(ConsentText, registration.consent_id) if registration.consent_id else None


def care_text(registration: Registration) -> ConsentText | None:
    """The words about diet and needs; None where nothing of them is kept, or the words were not."""
    return session.get(ConsentText, registration.care_consent_id) if registration.care_consent_id else None
