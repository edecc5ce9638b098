"""Refusals of this room."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class ItemNotFound(NotFound):
    """Of the draft: no such session, speaker, place …"""

    message = Message("There is no such thing in this visit; perhaps somebody has removed it.")


class CodeTaken(Refusal):
    message = Message("This code is taken, or was in an earlier release. Please choose another.")
    field = "code"


class CodeInUse(Refusal):
    """Of what is to be put back. ``code``: its own, by which it would have to be known again."""

    message = Message("It cannot be put back: its code “%(code)s” belongs to something else now.")
    status = 409


class PutBackFirst(Refusal):
    message = Message("What this belongs to was removed, too. Please put that back first.")
    status = 409


class OfField(Refusal):
    """Told at the field that the reader can mend: ``field``, by its name in a plan."""

    def __init__(self, field: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field  # type: ignore[misc] # another one each time


class EndsBeforeItBegins(OfField):
    message = Message("The end is not after the beginning.")


class AfterTheEnd(OfField):
    """A date of registration is later than the visit, and nobody said that this is meant."""

    message = Message(
        "This is after the visit’s last day. Choose an earlier time, or let registration stay open after that day."
    )


class ProlongsNothing(OfField):
    message = Message(
        "Only proof whose last day is known can be prolonged, and only to a later day. Please look at that day above."
    )


class ProlongedWithoutReason(OfField):
    message = Message("An audit that prolongs the term has a day and a reason. Please write down both, or neither.")


class HoursMoveOtherwise(Refusal):
    message = Message("Hours of the visit were changed meanwhile. Please look once more at what will happen.")
    status = 409


class SlugTaken(Refusal):
    """``free``: one like it that is not."""

    message = Message("Another visit has this address. “%(free)s” is free.")
    field = "slug"


class VisitTooLong(OfField):
    message = Message("A visit lasts %(days)s days at most. Please look at its first and its last day.")


class ValueMissing(OfField):
    message = Message("Please fill this in.")


class NameMissing(OfField):
    message = Message("Please write it in at least one language.")


class ForEverybodyAndNobody(Refusal):
    message = Message("Either everybody attends, or nobody has to.")
    field = "everybody"


class LockedHere(Refusal):
    """Told at the tick that its form has."""

    message = Message("This session is locked, so its time and place stay. Untick this to move it.")
    field = "locked"


class LineMovesLocked(OfField):
    """Of a line that was pasted."""

    message = Message("This session is locked, so its time and place stay. Unlock it first, or leave this line out.")


class VersionMovesLocked(Refusal):
    """``what``: titles."""

    message = Message(
        "In this version locked sessions lie elsewhere, and what is locked stays. Unlock them first: %(what)s."
    )
    status = 409


class PositionIsHalf(Refusal):
    message = Message("Latitude and longitude belong together.")
    field = "latitude"


class HangsOnNothing(Refusal):
    message = Message("The question or the answer on which this hangs was removed meanwhile. Please choose anew.")
    field = "only_if"


class HangsOnItself(Refusal):
    message = Message("Then this question would hang on itself, by way of others. Please choose another answer.")
    field = "only_if"


class StillUsed(Refusal):
    """``uses``: keys (planning.plan) of the things that name it or are inside it; ``people``: registered from it."""

    message = Message("This is still used in the places named below, so it cannot be removed.")
    status = 409

    def __init__(self, uses: Sequence[Any], people: int = 0) -> None:
        super().__init__()
        self.uses, self.people = tuple(uses), people


class AnswersNeeded(StillUsed):
    """``uses``: the questions that hang on an answer which it would take away."""

    message = Message(
        "The questions named below are asked only after an answer that this would take away. Please change them first."
    )
    field = "kind"


class RemovedMeanwhile(NotFound):
    """Of what somebody has typed about a thing that was there when they opened it. ``by``: who and when."""

    message = Message(
        "This was removed meanwhile (%(by)s). What you typed stands below: save it as something new, or copy it."
    )


class RemovedWithAll(RemovedMeanwhile):
    """What it was a part of is gone, too."""

    message = Message(
        "What this belonged to was removed meanwhile (%(by)s). What you typed stands below, to be copied."
    )


class ClashGone(Refusal):
    """Of a conflict that somebody wants to say something of."""

    message = Message("This clash is gone meanwhile: there is nothing to say of it any more.")
    status = 409


class ClashMoved(Refusal):
    message = Message("This clash is another one by now: something of it was moved. Look at it, and save again.")
    status = 409


class RemedyGone(Refusal):
    """What would have ended a conflict that is gone by now."""

    message = Message("This clash is gone already, so nothing was moved.")
    status = 409


class RemedyStale(Refusal):
    message = Message(
        "Something of this clash was moved meanwhile, so nothing was moved now. Go back and see what would end it."
    )
    status = 409


class PlaceGone(Refusal):
    message = Message("There is no such place in this visit; perhaps somebody has removed it.")
    field = "place"
    status = 409


class OneEndEach(Refusal):
    message = Message("Several sessions have no common end. Give a length, as in +45, or leave it empty.")
    field = "end"


class TwoToSwap(Refusal):
    message = Message("Choose the other session.")
    field = "other"


class NothingMoved(Refusal):
    """``left_out``: {a session's code: why it stays (planning.chosen.LeftOut)}."""

    message = Message("Nothing was moved.")
    status = 409

    def __init__(self, left_out: Mapping[str, Any]) -> None:
        super().__init__()
        self.left_out = left_out


class NotTheLatestStep(Refusal):
    message = Message("This step was taken back already, or you have done something since. Nothing was changed.")
    status = 409


class SomethingNewer(Refusal):
    """``entry``: of the history, which says what; None: nothing there does."""

    message = Message("This cannot be taken back: something newer depends on it.")
    status = 409

    def __init__(self, entry: int | None) -> None:
        super().__init__()
        self.entry = entry


class LockedSince(SomethingNewer):
    message = Message(
        "This cannot be taken back: a session was locked since, so its time and place stay. Unlock it first."
    )


class ReleasedMeanwhile(Refusal):
    message = Message(
        "This cannot be taken back: the session was released meanwhile. Remove it on its page; readers then see it as "
        "cancelled."
    )
    status = 409
