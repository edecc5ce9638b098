"""What organisers do with a visit's letters, and the history of it. The post office knows no visits."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from eventapp.core.acts import Act
from eventapp.core.outcomes import Outcome
from eventapp.core.text import Message
from eventapp.notifications.errors import LetterHasNotFailed, LetterIsEmpty, LetterIsSent, MailNotFound
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


class LeftOut(StrEnum):
    """Why a letter that was chosen stayed as it was."""

    GONE = "gone"
    EMPTY = "empty"
    SENT = "sent"
    NOT_FAILED = "not_failed"
    BY_ITSELF = "by_itself"


REASONS: Final[Mapping[LeftOut, Message]] = {
    LeftOut.GONE: Message("no longer there"),
    LeftOut.EMPTY: Message("emptied meanwhile"),
    LeftOut.SENT: Message("sent already"),
    LeftOut.NOT_FAILED: Message("it has not failed"),
    LeftOut.BY_ITSELF: Message("it goes by itself"),
}
_WHY: Final = {
    MailNotFound: LeftOut.GONE,
    LetterIsEmpty: LeftOut.EMPTY,
    LetterIsSent: LeftOut.SENT,
    LetterHasNotFailed: LeftOut.NOT_FAILED,
}


def try_letters_again(visit_id: int, letters: Collection[UUID], *, act: Act) -> Outcome[LeftOut]:
    """Send each that was given up."""
    return _each(visit_id, letters, try_letter_again, act)


def hand_letters_over(
    visit_id: int, letters: Collection[UUID], *, by_itself: Collection[UUID] = (), act: Act
) -> Outcome[LeftOut]:
    """An organiser has given them to their readers; ``by_itself``: which the program is about to send."""
    outcome = _each(visit_id, [each for each in letters if each not in by_itself], hand_letter_over, act)
    kept = {LeftOut.BY_ITSELF: tuple(each.hex for each in letters if each in by_itself)} if by_itself else {}
    return Outcome(outcome.done, {**outcome.left_out, **kept})


def _each(visit_id: int, letters: Collection[UUID], change: Callable[..., None], act: Act) -> Outcome[LeftOut]:
    def tried(letter: UUID) -> LeftOut | None:
        try:
            change(visit_id, letter, act=act)
        except tuple(_WHY) as refusal:
            return _WHY[type(refusal)]
        return None

    hold_visit(visit_id)
    return Outcome.of((letter.hex, tried(letter)) for letter in letters)


def _record(visit_id: int, letter_id: UUID, action: LetterAction, act: Act) -> None:
    history.record(visit_id, act, action, LetterKind.LETTER, f"letter.{letter_id.hex}")


@teller
class LetterTeller(Teller):
    kinds, actions = LetterKind, LetterAction

    def name(self, thing: str) -> Name | None:
        """Not by its address or subject: they are a person's."""
        first, *rest = thing.split(".")
        return Name(self.say(Message("Letter")), link=self.at("outbox", *rest)) if first == "letter" else None
