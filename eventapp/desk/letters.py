"""What organisers do with a visit's letters, and the history of it. The post office knows no visits."""

from uuid import UUID

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.notifications.operations import mark_handed_over, try_mail_again
from eventapp.notifications.queries import letter_of
from eventapp.visits import history
from eventapp.visits.operations import hold_visit
from eventapp.visits.telling import Action, Kind, Name, Teller, teller


class LetterKind(Kind):
    LETTER = "letter", "outbox"


class LetterAction(Action):
    TRIED_AGAIN = "tried again", Message("tried again")
    HANDED_OVER = "handed over", Message("handed over")


def try_letter_again(visit_id: int, letter_id: UUID, *, act: Act) -> None:
    """Send a letter that was given up. Raises MailNotFound, LetterIsEmpty, LetterHasNotFailed."""
    hold_visit(visit_id)
    try_mail_again(letter_of(visit_id, letter_id.hex).id, now=act.now)
    _record(visit_id, letter_id, LetterAction.TRIED_AGAIN, act)


def hand_letter_over(visit_id: int, letter_id: UUID, *, act: Act) -> None:
    """An organiser has given the letter to its reader. Raises MailNotFound, LetterIsEmpty, LetterIsSent."""
    hold_visit(visit_id)
    mark_handed_over(letter_of(visit_id, letter_id.hex).id, now=act.now)
    _record(visit_id, letter_id, LetterAction.HANDED_OVER, act)


def _record(visit_id: int, letter_id: UUID, action: LetterAction, act: Act) -> None:
    history.record(visit_id, act, action, LetterKind.LETTER, f"letter.{letter_id.hex}")


@teller
class LetterTeller(Teller):
    kinds, actions = LetterKind, LetterAction

    def name(self, thing: str) -> Name | None:
        """Not by its address or subject: they are a person's."""
        first, *rest = thing.split(".")
        return Name(self.say(Message("Letter")), link=self.at("outbox", *rest)) if first == "letter" else None
