"""What organisers do with a visit's letters, and the history of it. The post office knows no visits."""

from datetime import datetime
from uuid import UUID

from eventapp.notifications.operations import mark_handed_over, try_mail_again
from eventapp.notifications.queries import letter_of
from eventapp.visits import history
from eventapp.visits.operations import hold_visit


def try_letter_again(visit_id: int, letter_id: UUID, *, by: str, now: datetime) -> None:
    """Send a letter that was given up. Raises MailNotFound, LetterIsEmpty, LetterHasNotFailed."""
    hold_visit(visit_id)
    try_mail_again(letter_of(visit_id, letter_id.hex).id, now=now)
    history.record(visit_id, by=by, action="tried again", thing=f"letter.{letter_id.hex}", now=now)


def hand_letter_over(visit_id: int, letter_id: UUID, *, by: str, now: datetime) -> None:
    """An organiser has given the letter to its reader. Raises MailNotFound, LetterIsEmpty, LetterIsSent."""
    hold_visit(visit_id)
    mark_handed_over(letter_of(visit_id, letter_id.hex).id, now=now)
    history.record(visit_id, by=by, action="handed over", thing=f"letter.{letter_id.hex}", now=now)
