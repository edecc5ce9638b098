"""What an organiser finds by a few letters, whatever it is: people, things of the programme, pages, other visits.

Each kind is described once, in KINDS: how it is called, whether readers have it, and what is found (decision 287).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from eventapp.core import addresses, dates
from eventapp.core.db import execute
from eventapp.core.text import LANGUAGES, LocalizedText, Message, say, translate
from eventapp.people.listing import Cursor, Filter, page_of
from eventapp.people.places import Sign
from eventapp.planning.plan import Key
from eventapp.planning.plan import page_of as page_of_thing
from eventapp.programme.models import Described, Session, Speaker, Venue
from eventapp.registration.finding import has_each, looked_for, search_key
from eventapp.registration.labels import STATUS_NAMES
from eventapp.visits.facts import VisitFacts
from eventapp.visits.frame import PAGES, READERS_PAGES
from eventapp.visits.queries import organisations

MOST: Final = 6
"""Of each kind so many are shown; who types on sees the others."""
MORE_PAGES: Final = (
    ("clashes", Message("Clashes")),
    ("ways", Message("Ways between places")),
    ("removed", Message("Removed and cancelled")),
    ("terms", Message("What is erased when")),
)
"""Pages that are not in the navigation: (address, name). Readers have none of them."""


class Found(NamedTuple):
    """``more``: what tells it from others of that name; "": nothing is needed. ``address``: a path."""

    name: str
    more: str
    address: str


class Group(NamedTuple):
    """``title``: what kind they are, in the reader's language."""

    title: str
    found: list[Found]


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks, at which visit's desk. ``writes``: may do more than read; ``visits``: all that they may see."""

    visit: VisitFacts
    language: str
    writes: bool
    visits: Sequence[VisitFacts]
    sign: Sign

    def say(self, text: LocalizedText) -> str:
        return say(text, self.language, self.visit.languages)

    def thing(self, kind: str, code: str) -> str:
        """Where a thing of the draft is edited."""
        return addresses.desk(self.visit.slug, *page_of_thing(Key(kind, code)))


class Asked(NamedTuple):
    """``words`` as they were typed; ``beginnings``: see finding.looked_for."""

    words: str
    beginnings: Sequence[tuple[str, ...]]

    def fits(self, *names: str) -> bool:
        """Whether something that is called so is meant."""
        return has_each(_key(names), self.beginnings)


def find(seeker: Seeker, words: str) -> list[Group]:
    """What has each of the words, or one that begins so; groups of which there is nothing are left out."""
    beginnings = looked_for(words)
    if not beginnings or not all(any(each) for each in beginnings):
        return []
    asked = Asked(words, beginnings)
    groups = (
        Group(translate(seeker.language, kind.title), list(kind.find(seeker, asked))[:MOST])
        for kind in KINDS
        if seeker.writes or kind.for_readers
    )
    return [group for group in groups if group.found]


def _people(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    """Whoever may not see telephones finds nobody by them."""
    chosen = Filter(words=asked.words, telephones=seeker.writes)
    rows = page_of(seeker.visit.id, chosen, Cursor(), seeker.language, seeker.sign).rows[:MOST]
    names = {item.id: item.name for item in organisations(seeker.visit.id)} if rows else {}
    for row in rows:
        sender = names.get(row.organisation_id or 0, row.other_organisation)
        more = ", ".join(filter(None, (sender, translate(seeker.language, STATUS_NAMES[row.status]))))
        address = addresses.desk(seeker.visit.slug, "registrations", str(row.id))
        yield Found(f"{row.given_name} {row.family_name}", more, address)


def _sessions(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    """With the day and hour, which tells one lunch from another."""
    for code, title, starts in _rows(seeker, Session, "title", "starts_at"):
        if asked.fits(*title.values()):
            when = dates.date_and_time(seeker.language, starts, seeker.visit.timezone) if starts else ""
            yield Found(seeker.say(title), when, seeker.thing("session", code))


def _speakers(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    for code, name, affiliation in _rows(seeker, Speaker, "name", "affiliation"):
        if asked.fits(name):
            yield Found(name, seeker.say(affiliation), seeker.thing("speaker", code))


def _venues(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    for code, name, street in _rows(seeker, Venue, "name", "street"):
        if asked.fits(*name.values(), street):
            yield Found(seeker.say(name), street, seeker.thing("venue", code))


def _organisations(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    for item in organisations(seeker.visit.id):
        if asked.fits(item.name):
            yield Found(item.name, "", seeker.thing("organisation", item.code))


def _pages(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    """By their names in any of our languages."""
    readable = PAGES if seeker.writes else [page for page in PAGES if page[0] in READERS_PAGES]
    for page, name in (*readable, *(MORE_PAGES if seeker.writes else ())):
        if asked.fits(*(translate(language, name) for language in LANGUAGES)):
            yield Found(translate(seeker.language, name), "", addresses.desk(seeker.visit.slug, page))


def _visits(seeker: Seeker, asked: Asked) -> Iterator[Found]:
    for other in seeker.visits:
        if other.id != seeker.visit.id and asked.fits(*other.name.values(), *other.short_name.values()):
            when = dates.date_range(seeker.language, other.starts_on, other.ends_on)
            yield Found(say(other.name, seeker.language, other.languages), when, addresses.desk(other.slug))


@dataclass(frozen=True, slots=True)
class Kind:
    """``find``: those that are meant, in an order that stays. ``for_readers``: they have such a page, too."""

    title: Message
    find: Callable[[Seeker, Asked], Iterable[Found]]
    for_readers: bool = False


KINDS: Final = (
    Kind(Message("People"), _people, for_readers=True),
    Kind(Message("Sessions"), _sessions),
    Kind(Message("Speakers"), _speakers),
    Kind(Message("Venues"), _venues),
    Kind(Message("Organisations"), _organisations),
    Kind(Message("Pages"), _pages, for_readers=True),
    Kind(Message("Other visits"), _visits, for_readers=True),
)


def _rows(seeker: Seeker, model: type[Described], *names: str) -> Sequence[Any]:
    """(code, those columns) of all of the visit, in its own order."""
    query = select(model.__table__.c.code, *(model.__table__.c[name] for name in names))
    return execute(query.where(model.__table__.c.visit_id == seeker.visit.id).order_by("position", "code")).all()


@lru_cache(maxsize=8192)
def _key(names: tuple[str, ...]) -> str:
    """All by which something that is called so is found; making it of 400 titles takes longer than all the rest."""
    return search_key(*filter(None, names), phone="")
