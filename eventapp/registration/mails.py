"""The letters of this room, in the person's language."""

from dataclasses import dataclass

from eventapp.core import dates
from eventapp.core.links import Links
from eventapp.core.text import Message, say, translate
from eventapp.notifications.letters import Letter
from eventapp.registration.models import Registration
from eventapp.visits.models import HeldVisit

SEE = Message("See my registration")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its subject, its paragraphs, and what its button says."""

    subject: Message
    paragraphs: tuple[Message, ...]
    button: Message = SEE


CONFIRMED = Kind(
    Message("You are registered: %(visit)s"),
    (
        Message("Your registration is confirmed and a place is kept for you."),
        Message(
            "With the link below you can see, change or cancel your registration at any time. It is yours alone; "
            "please do not pass it on."
        ),
        Message("The visit is attached for your calendar."),
    ),
)
WAITLISTED = Kind(
    Message("You are on the waiting list: %(visit)s"),
    (
        Message(
            "All places are taken at the moment, so you are on the waiting list. You need do nothing: as soon as "
            "a place is free, it is yours and we write to you."
        ),
        Message(
            "With the link below you can see your place in the queue, and change or cancel your registration. It "
            "is yours alone; please do not pass it on."
        ),
    ),
)
PROMOTED = Kind(
    Message("You have a place: %(visit)s"),
    (
        Message("A place has become free, and it is yours. Your registration is confirmed."),
        Message(
            "If you cannot come after all, please cancel with the link below, so that the next person in the "
            "queue gets the place."
        ),
        Message("The visit is attached for your calendar."),
    ),
)
AGAIN = Kind(
    Message("You are already registered: %(visit)s"),
    (
        Message(
            "Somebody, probably you, has registered for this visit with your e-mail address. You are already "
            "registered, so nothing has changed."
        ),
        Message("With the link below you can see, change or cancel your registration."),
    ),
)
LINK = Kind(
    Message("Your registration: %(visit)s"),
    (
        Message("Here is the link to your registration once more."),
        Message(
            "With it you can see, change or cancel your registration at any time. It is yours alone; please do not "
            "pass it on."
        ),
    ),
)
CANCELLED = Kind(
    Message("Your registration is cancelled: %(visit)s"),
    (
        Message("Your registration has been cancelled."),
        Message("Should you wish to come after all, please register again."),
    ),
)
NEW_EMAIL = Kind(
    Message("Confirm your e-mail address: %(visit)s"),
    (
        Message(
            "Please confirm that you wish to get our letters about this visit at this address. Until then they go"
            " to your earlier one."
        ),
        Message("If you did not ask for this, do nothing."),
    ),
    Message("Confirm the address"),
)


def write(kind: Kind, registration: Registration, visit: HeldVisit, links: Links, *, link: str | None = None) -> Letter:
    """The letter of that kind to that person; ``link`` is where its button leads (default: their own page)."""
    language, order = registration.language, visit.languages
    name = say(visit.name, language, order)
    place = ", ".join(word for text in (visit.city, visit.country) if (word := say(text, language, order)))
    return Letter(
        language,
        translate(language, kind.subject, visit=name),
        paragraphs=[translate(language, paragraph) for paragraph in kind.paragraphs],
        facts=[
            (translate(language, "Visit"), name),
            (translate(language, "When"), dates.date_range(language, visit.starts_on, visit.ends_on)),
            (translate(language, "Where"), place),
            (translate(language, "Name"), f"{registration.given_name} {registration.family_name}"),
        ],
        button=translate(language, kind.button),
        link=link or links.registration(registration.id, registration.generation),
        sender=name,
    )
