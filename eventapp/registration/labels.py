"""What states and fields of a registration are called (pure)."""

import re
from collections.abc import Mapping
from typing import Final

from eventapp.core.text import Message, translate
from eventapp.registration.rules import Diet, Hindrance, Status

STATUS_NAMES: Final[Mapping[Status, Message]] = {
    Status.CONFIRMED: Message("confirmed"),
    Status.OFFERED: Message("offered a place"),
    Status.WAITLISTED: Message("on the waiting list"),
    Status.PENDING: Message("being looked at"),
    Status.REJECTED: Message("not accepted"),
    Status.CANCELLED: Message("registration cancelled"),
}
# Told in letters and on the person's own page.
QUEUE_MOVES_UNTIL: Final = Message(
    "If it is your turn before %(moment)s, the place is yours and we write to you. From then on the waiting list no "
    "longer moves."
)
QUEUE_STANDS: Final = Message("The waiting list no longer moves: nobody gets a place from it any more.")
HINDRANCE_NAMES: Final[Mapping[Hindrance, Message]] = {
    Hindrance.VISIT_FULL: Message("all places of the visit are taken"),
    Hindrance.ORGANISATION_FULL: Message("all places of the organisation are taken"),
    Hindrance.CHOICE_FULL: Message("all places of something that they chose and need are taken"),
    Hindrance.QUEUE_STANDS: Message("the waiting list no longer moves"),
}
_TURNS: Final = (
    *(Message("first"), Message("second"), Message("third"), Message("fourth"), Message("fifth")),
    *(Message("sixth"), Message("seventh"), Message("eighth"), Message("ninth"), Message("tenth")),
)
DIET_NAMES: Final[Mapping[Diet, Message]] = {
    Diet.NONE: Message("No special diet"),
    Diet.VEGETARIAN: Message("Vegetarian"),
    Diet.VEGAN: Message("Vegan"),
    Diet.GLUTEN_FREE: Message("Gluten-free"),
    Diet.LACTOSE_FREE: Message("Lactose-free"),
    Diet.OTHER: Message("Something else"),
}
_JOINED: Final = re.compile(r"([.:/@])(?=[\w/])")


def turn_in_words(language: str, number: int) -> str:
    """Where somebody waits, said to them; ``number`` counts from 1."""
    if number <= len(_TURNS):
        turn = translate(language, _TURNS[number - 1])
    else:
        turn = translate(language, Message("number %(number)s"), number=number)
    return translate(language, Message("you are %(turn)s in the queue"), turn=turn)


def name_in_letter(*names: str) -> str:
    """A name as typed by anybody, with a blank where a mail program would otherwise make a link of it."""
    return _JOINED.sub(r"\1 ", " ".join(names))


FIELD_NAMES: Final[Mapping[str, Message]] = {
    "given_name": Message("Given name"),
    "family_name": Message("Family name"),
    "email": Message("E-mail"),
    "phone": Message("Telephone"),
    "organisation": Message("Organisation"),
    "other_organisation": Message("Name of the other organisation"),
    "position": Message("Position"),
    "diet": Message("Diet"),
    "diet_note": Message("More about the diet"),
    "needs": Message("What else we should know"),
    "language": Message("Language of our letters"),
    "status": Message("State"),
    "registered": Message("Registered"),
}
