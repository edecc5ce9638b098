"""Letters about what organisers decide, and about a place that is offered; beside those of mails."""

from typing import Final

from eventapp.core.text import LocalizedText, Message, translate
from eventapp.registration.mails import NOTHING_FIRST, Kind
from eventapp.registration.models import Registration
from eventapp.visits.facts import VisitFacts
from eventapp.visits.words import date_time_zone

ANSWER: Final = Message("Accept or decline")
PENDING: Final = Kind(
    Message("We have got your registration: %(visit)s"),
    (
        Message("The organisers look at each registration, and write to you as soon as they have decided about yours."),
        Message(
            "Until then no place is kept for you. With the link below you can see, change or cancel your registration "
            "at any time. It is yours alone; please do not pass it on."
        ),
    ),
)
REJECTED: Final = Kind(
    Message("Your registration was not accepted: %(visit)s"),
    (Message("If you think that this is a mistake, please turn to the organisers."),),
)
DECIDED_ALREADY: Final = Kind(
    Message("About your registration: %(visit)s"),
    (
        Message(
            "Somebody, probably you, has registered for this visit with your e-mail address. The organisers have "
            "decided already that they cannot accept your registration, so nothing has changed."
        ),
        Message("If you think that this is a mistake, please turn to the organisers."),
    ),
)
OFFERED: Final = Kind(
    Message("A place waits for your yes: %(visit)s"),
    (
        Message("A place has become free, and it is your turn. Please say with the link below whether you take it."),
        Message("If you do not answer in time, the place goes to the next person in the queue."),
    ),
    ANSWER,
)
DECLINED: Final = Kind(
    Message("You have declined the place: %(visit)s"),
    (Message("Thank you for telling us. The place goes to the next person in the queue, and you are not registered."),),
)
OFFER_PASSED: Final = Kind(
    Message("The place has gone on: %(visit)s"),
    (
        Message(
            "A place was kept for you, but we got no answer in time, so it has gone to the next person in the queue, "
            "and you are not registered any more."
        ),
    ),
)
CALLED_OFF: Final = Kind(
    Message("The waiting list is closed: %(visit)s"),
    (Message("No more places will become free, so the waiting has ended, and you are not registered any more."),),
)
ACCEPTED_BY_ORGANISERS: Final = Message("The organisers have accepted your registration.")
GIVEN: Final = Message("The organisers have given you a place.")
NOT_ACCEPTED: Final = Message("The organisers cannot accept your registration. Their reason: %(reason)s")
UNTIL: Final = Message("The place is kept for you until %(moment)s.")
THEY_SAY: Final = Message("The organisers write: %(said)s")


def until(registration: Registration, visit: VisitFacts) -> LocalizedText:
    """Until when a place is offered, on the visit's clock."""
    if registration.offered_until is None:
        return NOTHING_FIRST
    moment = date_time_zone(registration.language, registration.offered_until, visit.timezone)
    return told(registration, UNTIL, moment=moment)


def told(registration: Registration, words: Message, **values: object) -> LocalizedText:
    """For the beginning of a letter to that person, in their language."""
    return {registration.language: translate(registration.language, words, **values)}
