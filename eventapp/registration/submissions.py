"""Sendings of the public form: what its sender may still correct, and who was typed under another person's address.

The cookie has a random key and nothing else (docs/decisions/105).
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, or_, select, update

from eventapp.core.db import execute, insert_row, session
from eventapp.notifications.models import Mail
from eventapp.questions.answers import forget_answers_of
from eventapp.questions.models import Answer
from eventapp.registration.errors import SendingIsOver
from eventapp.registration.models import Attempt, Registration, Sending
from eventapp.registration.rows import forget_attempts
from eventapp.registration.rules import ATTEMPT, CORRECTION, Diet
from eventapp.visits.operations import hold_facts

# One statement, whether the sending has an attempt or not (docs/decisions/105).
_SETTLE = update(Attempt).where(Attempt.id == bindparam("settled")).values(is_other=False)


def keep(email: str, registration: Registration, mail: Mail, *, made: bool, attempt: Attempt | None) -> str:
    """Keep what the correction needs; gives the key to it, for the sender's cookie: 22 characters of base64url."""
    key = secrets.token_urlsafe(16)
    sending = Sending(
        key_hash=_hash(key),
        visit_id=registration.visit_id,
        registration_id=registration.id,
        attempt_id=attempt.id if attempt else None,
        mail_id=mail.id,
        email=email,
        made=made,
        opened=False,
        created_at=mail.created_at,
    )
    insert_row(sending)
    return key


def find_sending(visit_id: int, key: str, *, now: datetime) -> Sending | None:
    """What that key was given for, while it can be corrected."""
    found = session.get(Sending, _hash(key), populate_existing=True)
    if found is None or found.visit_id != visit_id or now >= found.created_at + CORRECTION:
        return None
    return found


def take_out(visit_id: int, key: str, *, now: datetime) -> Sending:
    """For whoever corrects it: it is no row any more. Raises SendingIsOver."""
    found = find_sending(visit_id, key, now=now)
    if found is None:
        raise SendingIsOver
    session.expunge(found)
    session.execute(delete(Sending).where(Sending.key_hash == found.key_hash))
    return found


def note_opened(visit_id: int, registration_id: UUID) -> None:
    """Somebody has the link: from now on the registration goes to no other address by a correction."""
    hold_facts(visit_id)
    session.execute(update(Sending).where(Sending.registration_id == registration_id).values(opened=True))


def see_to_attempts(visit_id: int, registration_id: UUID) -> None:
    """An organiser has seen to those who were typed under that person's address."""
    hold_facts(visit_id)
    mine = (Attempt.visit_id == visit_id, Attempt.registration_id == registration_id)
    session.execute(update(Attempt).where(*mine).values(is_other=False))


def settle(sending: Sending) -> None:
    """Whoever was typed under another person's address was not meant to have it: the desk need not see to that."""
    execute(_SETTLE, {"settled": sending.attempt_id})


def forget_old(*, now: datetime) -> None:
    """Forget what can be corrected no longer but for the names of others, and those after a longer while."""
    late = now - CORRECTION
    session.execute(delete(Sending).where(Sending.created_at <= late))
    seen_to = and_(Attempt.created_at <= late, Attempt.is_other.is_(False))
    forget_attempts(or_(seen_to, Attempt.created_at <= now - ATTEMPT))
    nothing = dict.fromkeys(("other_organisation", "email", "phone", "position", "diet_note", "needs"), "")
    forget_answers_of(Answer.person_id.in_(select(Attempt.id).where(Attempt.created_at <= late)))
    left = update(Attempt).where(Attempt.created_at <= late, Attempt.email != "")
    session.execute(left.values(organisation_id=None, diet=Diet.NONE, **nothing))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
