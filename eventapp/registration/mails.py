"""The letters of this room, in the person's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from eventapp.core import addresses, dates
from eventapp.core.links import Links
from eventapp.core.text import LocalizedText, Message, say, translate, translate_plural
from eventapp.notifications.letters import Letter
from eventapp.registration.labels import QUEUE_MOVES_UNTIL, QUEUE_STANDS, name_in_letter
from eventapp.registration.models import Registration
from eventapp.registration.reach import Through
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.rules import phase
from eventapp.visits.telling import Action
from eventapp.visits.words import date_time_zone, queue_end_in_words

SEE = Message("See my registration")
NOTHING_FIRST: Final[LocalizedText] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its subject, its paragraphs, and what its button says."""

    subject: Message
    paragraphs: tuple[Message, ...]
    button: Message = SEE


ATTACHED = Message("The visit is attached for your calendar.")
CONFIRMED = Kind(
    Message("You are registered: %(visit)s"),
    (
        Message("Your registration is confirmed and a place is kept for you."),
        Message(
            "With the link below you can see, change or cancel your registration at any time. It is yours alone; "
            "please do not pass it on."
        ),
        ATTACHED,
    ),
)
WAITLISTED = Kind(
    Message("You are on the waiting list: %(visit)s"),
    (
        Message("All places are taken at the moment, so you are on the waiting list. You need do nothing."),
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
        ATTACHED,
    ),
)
CHOICE_FREE = Kind(
    Message("A place has become free for you: %(visit)s"),
    (
        Message("What you had chosen was full, and you have waited for it. A place has become free, and it is yours."),
        Message("If you do not need it after all, please change your answer with the link below."),
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
AGAIN_OTHER = Kind(
    AGAIN.subject,
    (
        Message(
            "Somebody has registered “%(typed)s” for this visit with this e-mail address. %(name)s is registered "
            "already with this address, and the form takes one person for each address: nobody was added, and nothing "
            "has changed."
        ),
        Message(
            "If that is somebody else, please let them register with an e-mail address of their own. Those who have "
            "none turn to the organisers, who see this attempt, too."
        ),
        Message("If it was you, nothing needs to be done: with the link below you can also correct your name."),
    ),
)
LINK = Kind(
    Message("Your registration: %(visit)s"),
    (
        Message("Here is the link to your registration once more."),
        Message(
            "With the link below you can see, change or cancel your registration at any time. It is yours alone; "
            "please do not pass it on."
        ),
    ),
)
CANCELLED = Kind(
    Message("Your registration is cancelled: %(visit)s"),
    (Message("Your registration has been cancelled."),),
)
PUT_BACK = Kind(
    Message("Your registration is valid again: %(visit)s"),
    (
        Message("The organisers have taken back that your registration was cancelled: a place is kept for you."),
        Message(
            "If you cannot come, please cancel with the link below, so that somebody else gets the place. It is the "
            "same link as before."
        ),
        ATTACHED,
    ),
)
PUT_BACK_TO_WAIT = Kind(
    Message("You are on the waiting list again: %(visit)s"),
    (
        Message(
            "The organisers have taken back that your registration was cancelled. All places are taken at the moment, "
            "so you are on the waiting list, with the turn that you had before."
        ),
        Message(
            "With the link below you can see your place in the queue, and change or cancel your registration. It "
            "is yours alone; please do not pass it on."
        ),
    ),
)
REPLACED = Kind(
    Message("Somebody else comes in your place: %(visit)s"),
    (
        Message("The leader of your group has registered somebody else in your place, so you are not registered now."),
        Message("What you have answered is nobody else’s: it is erased by its own term. With the link you can see it."),
    ),
)
TAKEN_OFF = Kind(
    Message("You are not on the list of a group any more: %(visit)s"),
    (Message("The leader of a group has taken you off their list. Your own registration stays as it is."),),
)
NEW_EMAIL = Kind(
    Message("Confirm your e-mail address: %(visit)s"),
    (
        Message(
            "Please confirm that you wish to get our letters about this visit at this address. Until then they go"
            " to your earlier one."
        ),
        Message("The link is good for seven days and opens nothing but this question."),
        Message(
            "This address was given by the person who has registered, or by the organisers of the visit. If you have "
            "nothing to do with the visit, you need do nothing."
        ),
    ),
    Message("Confirm the address"),
)
MOVED_HERE = Kind(
    Message("Your new address is confirmed: %(visit)s"),
    (
        Message("You have confirmed this address, and our letters about the visit come here from now on."),
        Message(
            "Your registration has a new link; those in earlier letters no longer open it. With the new link you can "
            "see, change or cancel your registration at any time. It is yours alone; please do not pass it on."
        ),
    ),
)
MOVED_AWAY = Kind(
    Message("The e-mail address of your registration has changed: %(visit)s"),
    (
        Message(
            "Our letters about this visit came to this address. Another one has been given instead and confirmed, so "
            "they go there from now on, and the links in the earlier ones no longer open anything."
        ),
        Message("If this was not your wish, please tell the organisers of the visit soon."),
    ),
    Message("To the visit"),
)


TAKEN_OUT = Message("The attached file takes the visit out of your calendar.")
TELLING_WHAT_IS_PRACTICAL = (CONFIRMED, PROMOTED)
# What else whoever waits is told: the queue must not promise more than it keeps.
TELLING_OF_THE_QUEUE = (WAITLISTED, PUT_BACK_TO_WAIT, AGAIN, AGAIN_OTHER, LINK, MOVED_HERE)
# What else whoever has cancelled is told, by the window of registration at that moment.
COMING_BACK: Final[Mapping[str, Message]] = {
    "soon": Message("Should you wish to come after all, you can register again once registration opens: %(moment)s."),
    "open": Message("Should you wish to come after all, please register again."),
    "closed": Message("Registration has closed. Should you wish to come after all, please turn to the organisers."),
}
MOVES = Message("As soon as it is your turn, the place is yours and we write to you.")


def write(
    kind: Kind,
    registration: Registration,
    visit: VisitFacts,
    links: Links,
    now: datetime,
    *,
    typed: str = "",
    first: LocalizedText = NOTHING_FIRST,
) -> Letter:
    """The letter of that kind to that person; its button leads to their own page. ``typed``: for AGAIN_OTHER.

    ``first``: in each language a paragraph before the others.
    """
    language = registration.language
    letter = write_to_mailbox(
        kind, language, visit, links.registration(registration.id, registration.generation), links
    )
    name = name_in_letter(registration.given_name, registration.family_name)
    told = {"typed": name_in_letter(typed), "name": name} if kind is AGAIN_OTHER else {}
    paragraphs = [translate(language, paragraph, **told) for paragraph in kind.paragraphs]
    if registration.status == Status.WAITLISTED and kind in TELLING_OF_THE_QUEUE:
        paragraphs.insert(1, _of_the_queue(language, visit, now))
    if kind is CANCELLED:
        paragraphs += [translate(language, TAKEN_OUT)] if registration.calendar_count % 2 else []
        paragraphs += _of_coming_back(language, visit, now)
    paragraphs = [first[language], *paragraphs] if first else paragraphs
    practical = say(visit.practical, language, visit.languages) if kind in TELLING_WHAT_IS_PRACTICAL else ""
    more = (translate(language, "Practical information"), practical)
    facts = [*letter.facts, (translate(language, "Name"), name)]
    return replace(letter, paragraphs=paragraphs, facts=facts, more=more, lost=links.to(addresses.MY_LINK))


def by_way_of(letter: Letter, through: Through, name: str) -> Letter:
    """The same for whoever gets the letters of somebody without a mailbox; ``name``: the person's."""
    language = letter.language
    told = translate(
        language,
        "This letter is about %(name)s, whose letters come to you. What it says to “you” is meant for them. The link "
        "below leads to the page of those whom you have registered.",
        name=name_in_letter(name),
    )
    attached = {translate(language, words) for words in (ATTACHED, TAKEN_OUT)}
    paragraphs = [told, *(words for words in letter.paragraphs if words not in attached)]
    subject = translate(language, "For %(name)s: %(subject)s", name=name_in_letter(name), subject=letter.subject)
    button = translate(language, "See my group")
    return replace(letter, subject=subject, paragraphs=paragraphs, link=through.link, button=button, lost="")


def choice_is_free(
    registration: Registration, visit: VisitFacts, links: Links, now: datetime, choices: Sequence[tuple[str, str]]
) -> Letter:
    """To somebody whose answer has waited; ``choices``: (the question, what was chosen)."""
    letter = write(CHOICE_FREE, registration, visit, links, now)
    return replace(letter, facts=[*letter.facts, *choices])


def write_to_mailbox(kind: Kind, language: str, visit: VisitFacts, link: str, links: Links) -> Letter:
    """The letter of that kind to whoever reads that mailbox: no name is in it, and its button leads to ``link``."""
    order = visit.languages
    name = say(visit.name, language, order)
    place = ", ".join(word for text in (visit.city, visit.country) if (word := say(text, language, order)))
    return Letter(
        language,
        translate(language, kind.subject, visit=say(visit.called, language, order)),
        paragraphs=[translate(language, paragraph) for paragraph in kind.paragraphs],
        facts=[
            (translate(language, "Visit"), name),
            (translate(language, "When"), dates.date_range(language, visit.starts_on, visit.ends_on)),
            (translate(language, "Where"), place),
        ],
        button=translate(language, kind.button),
        link=link,
        sender=name,
        contact=visit.contact.line,
        reply_to=(visit.contact.name, visit.contact.email),
        privacy=links.to(addresses.privacy(language, visit.slug)) if visit.visible else "",
    )


def _of_coming_back(language: str, visit: VisitFacts, now: datetime) -> list[str]:
    """For whoever has cancelled; nothing where there is nothing left to come to."""
    at, opens = phase(visit, now), visit.registration_opens_at
    if at.over and at.window == "closed":
        return []
    moment = date_time_zone(language, opens, visit.timezone) if opens else ""
    return [translate(language, COMING_BACK[at.window], moment=moment)]


def _of_the_queue(language: str, visit: VisitFacts, now: datetime) -> str:
    if not phase(visit, now).queue_moves:
        return translate(language, QUEUE_STANDS)
    moment = queue_end_in_words(language, visit)
    return translate(language, QUEUE_MOVES_UNTIL, moment=moment) if moment else translate(language, MOVES)


Line = tuple[str, str, str, Sequence[Action]]
"""(a registration's id, the person's name, their organisation, what has happened, the earliest first)."""


def news(language: str, visit: VisitFacts, links: Links, lines: Sequence[Line], *, more: int) -> Letter:
    """What an organiser is told of registrations; ``more``: of so many others it says nothing but their number."""
    order = visit.languages
    paragraphs = [translate(language, "This has happened since the last letter about registrations.")]
    if more:
        paragraphs.append(
            translate_plural(
                language,
                "And %(num)s more person, who is in the list.",
                "And %(num)s more people, who are in the list.",
                more,
            )
        )
    paragraphs.append(translate(language, "You chose these letters at the desk and can end them there."))
    return Letter(
        language,
        translate(language, "News of registrations: %(visit)s", visit=say(visit.called, language, order)),
        paragraphs=paragraphs,
        facts=[
            (name_in_letter(name), ", ".join(filter(None, (_happened(language, actions), organisation))))
            for _, name, organisation, actions in lines
        ],
        button=translate(language, "To the registrations"),
        link=links.to(addresses.desk(visit.slug, "registrations")),
        sender=say(visit.name, language, order),
        people=[identity for identity, *_ in lines],
    )


def _happened(language: str, actions: Sequence[Action]) -> str:
    """Each once: registered, changed."""
    return ", ".join(dict.fromkeys(translate(language, action.words) for action in actions))
