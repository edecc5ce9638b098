"""The letters of this room, in the speaker's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import Message, say, translate
from eventapp.mailing.parts import Part, place_of, text_of
from eventapp.notifications.letters import Letter
from eventapp.planning.plan import Plan
from eventapp.programme.labels import PLACE_TO_BE_ANNOUNCED, TIME_TO_BE_ANNOUNCED
from eventapp.visits.facts import VisitFacts


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its subject, its paragraphs, and what its button says."""

    subject: Message
    paragraphs: tuple[Message, ...]
    button: Message


ASK = Kind(
    Message("Can you come? %(visit)s"),
    (
        Message(
            "You are planned as a speaker. Below is what we would like you for: please tell us whether you can come."
        ),
        Message(
            "It is not public yet and may still change. With the link below you confirm or decline, say when you can "
            "be there, and correct what the programme says of you. It is yours alone; please do not pass it on."
        ),
    ),
    Message("Answer now"),
)
LINK = Kind(
    Message("Your part in the programme: %(visit)s"),
    (
        Message(
            "Here is the link to your part in the programme once more. Those in earlier letters no longer open it."
        ),
        Message("It is not public yet and may still change. The link is yours alone; please do not pass it on."),
    ),
    Message("See my part"),
)


def write(kind: Kind, language: str, visit: VisitFacts, plan: Plan, parts: Sequence[Part], link: str) -> Letter:
    """The letter of that kind to a speaker with those parts of the draft, by whose link it is answered."""
    order = visit.languages
    return Letter(
        language,
        translate(language, kind.subject, visit=say(visit.called, language, order)),
        paragraphs=[translate(language, paragraph) for paragraph in kind.paragraphs],
        facts=[*(_fact(language, visit, plan, part) for part in parts), *_of_the_visit(language, visit)],
        button=translate(language, kind.button),
        link=link,
        sender=say(visit.name, language, order),
        contact=visit.contact.line,
        reply_to=(visit.contact.name, visit.contact.email),
    )


def _fact(language: str, visit: VisitFacts, plan: Plan, part: Part) -> tuple[str, str]:
    title = text_of(part.session, "title", language, visit.languages)
    topic = text_of(part.slot, "topic", language, visit.languages)
    place = place_of(plan, part, language, visit.languages) or translate(language, PLACE_TO_BE_ANNOUNCED)
    return when_in_words(language, visit, part), "; ".join(filter(None, (title, topic, place)))


def when_in_words(language: str, visit: VisitFacts, part: Part) -> str:
    """The day and the hours of it on the visit's clock."""
    if not part.session["starts"]:
        return translate(language, TIME_TO_BE_ANNOUNCED)
    starts, ends = (part.session[name].astimezone(ZoneInfo(visit.timezone)) for name in ("starts", "ends"))
    hours = dates.DASH.join(dates.clock_time(language, each) for each in (starts, ends))
    later = dates.later_day(language, ends, starts)
    return f"{dates.day_heading(language, starts.date())}, {hours}" + (f" ({later})" if later else "")


def _of_the_visit(language: str, visit: VisitFacts) -> Iterator[tuple[str, str]]:
    place = ", ".join(word for text in (visit.city, visit.country) if (word := say(text, language, visit.languages)))
    yield translate(language, "Visit"), say(visit.name, language, visit.languages)
    yield translate(language, "When"), dates.date_range(language, visit.starts_on, visit.ends_on)
    yield translate(language, "Where"), place
