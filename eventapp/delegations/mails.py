"""Letters to whoever leads a group, and what those whom they registered are told of that."""

from collections.abc import Sequence
from datetime import datetime

from eventapp.core import addresses, dates
from eventapp.core.acts import Act
from eventapp.core.text import LANGUAGES, LocalizedText, Message, say, translate, translate_plural
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import Seen, organisation_name
from eventapp.notifications.letters import Letter
from eventapp.notifications.operations import queue_mail
from eventapp.registration.labels import STATUS_NAMES, name_in_letter
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.rules import phase
from eventapp.visits.words import date_time_zone

LETTERS = "group:"
"""How what these letters are about begins."""
WRITTEN = Message("This is whom you have registered for the visit.")
ADDED = Message("This is whom you have registered for the visit by now.")
ONCE_MORE = Message("Here is the link to the people whom you have registered once more.")
BY_WHOM = Message(
    "%(name)s (%(organisation)s) has registered you together with colleagues. Please see with the link whether all is "
    "right, and answer what is asked."
)
NEW_LINK = Message("Your link is a new one: the earlier ones open nothing any more.")


def about(group: Delegation) -> str:
    """What letters to its leader call it."""
    return f"{LETTERS}{group.id.hex[:24]}"


def write(first: Message, group: Delegation, people: Sequence[Seen], visit: VisitFacts, act: Act) -> None:
    """Put a letter with the link and the list into the outbox. ``first``: its first paragraph."""
    queue_mail(
        _letter(first, group, people, visit, act),
        about=about(group),
        to=(f"{group.given_name} {group.family_name}", group.email),
        message_host=act.links.host,
        now=act.now,
        visit_id=visit.id,
    )


def _letter(first: Message, group: Delegation, people: Sequence[Seen], visit: VisitFacts, act: Act) -> Letter:
    language, order = group.language, visit.languages
    there = [each for each in people if not each.left]
    when = dates.date_range(language, visit.starts_on, visit.ends_on)
    paragraphs = [
        translate(language, first),
        f"{say(visit.name, language, order)}, {when} – {name_in_letter(organisation_name(group))}",
        *_numbers(language, there),
        translate(
            language,
            "Whoever has an e-mail address of their own has got a letter with a link of their own, and answers what we "
            "ask. For the others you answer, and their letters come to you.",
        ),
        *_until(language, visit, act.now),
        translate(language, "Whoever has the link can do all of that, so please do not pass it on."),
    ]
    return Letter(
        language,
        translate(language, "Your group: %(visit)s", visit=say(visit.called, language, order)),
        paragraphs=paragraphs,
        facts=[(name_in_letter(each.name), state_in_words(language, each)) for each in there],
        people=[str(each.registration_id) for each in there],
        button=translate(language, "See my group"),
        link=act.links.group(group.id, group.generation),
        sender=say(visit.name, language, order),
        contact=visit.contact.line,
        reply_to=(visit.contact.name, visit.contact.email),
        privacy=act.links.to(addresses.privacy(language, visit.slug)) if visit.visible else "",
    )


def _numbers(language: str, there: Sequence[Seen]) -> list[str]:
    waiting = sum(each.waits for each in there)
    if not waiting:
        return []
    return [
        translate_plural(
            language,
            "%(num)s of them waits, since all places are taken. As soon as it is their turn, the place is theirs and "
            "we write.",
            "%(num)s of them wait, since all places are taken. As soon as it is their turn, the place is theirs and we "
            "write.",
            waiting,
        )
    ]


def _until(language: str, visit: VisitFacts, now: datetime) -> list[str]:
    if phase(visit, now).window != "open":
        return []
    words = translate(language, "With the link below you see who has answered, add people, and send others instead.")
    closes = visit.registration_closes_at
    if closes is None:
        return [words]
    until = date_time_zone(language, closes, visit.timezone)
    return [words, translate(language, "That can be done until registration closes: %(moment)s.", moment=until)]


def state_in_words(language: str, seen: Seen) -> str:
    """Of somebody of the group, for its leader."""
    if seen.status == Status.CONFIRMED:
        return translate(language, Message("has a place"))
    if seen.waits and seen.turn:
        return translate(language, Message("waits, number %(number)s in the queue"), number=seen.turn)
    return translate(language, STATUS_NAMES[seen.status])


def by_whom(group: Delegation) -> LocalizedText:
    """What a letter to somebody of the group begins with, in each language."""
    name, whose = name_in_letter(group.given_name, group.family_name), name_in_letter(organisation_name(group))
    return {language: translate(language, BY_WHOM, name=name, organisation=whose) for language in LANGUAGES}
