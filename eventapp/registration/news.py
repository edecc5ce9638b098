"""What organisers are told of registrations, if they want to be: from the history, so registering costs nothing more.

Whoever registers writes an entry of the history in any case. The worker makes letters of those that an organiser was
not told of yet, and notes up to which in the same transaction: nothing is said twice, nothing is lost, and whether a
registration was new costs its sender no time (docs/decisions/105, 177).
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from eventapp.accounts.models import Account
from eventapp.accounts.queries import LETTERS
from eventapp.accounts.rules import has_mailbox
from eventapp.core.acts import Act, organiser
from eventapp.core.db import session
from eventapp.notifications.models import Mail
from eventapp.notifications.operations import queue_mail
from eventapp.registration import mails
from eventapp.registration.history import PersonAction, PersonKind, history_path
from eventapp.registration.models import NewsChoice, Registration
from eventapp.registration.rules import NEWS_PAUSE, News, news_until
from eventapp.visits.access import organises
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import HistoryEntry, Membership, Organisation, Right, Visit
from eventapp.visits.operations import hold_facts

NEWS: Final = (
    PersonAction.REGISTERED,
    PersonAction.CHANGED,
    PersonAction.CANCELLED,
    PersonAction.PUT_BACK,
    PersonAction.PROMOTED,
    *(PersonAction.ACCEPTED, PersonAction.DECLINED, PersonAction.OFFER_PASSED, PersonAction.REPLACED),
)
_ACTIONS: Final = {str(action): action for action in NEWS}
MOST_TOLD: Final = 50
"""More people than that are not named in one letter, only counted."""


def news_choice(visit_id: int, account_id: int) -> News:
    """What that organiser has chosen."""
    found = session.get(NewsChoice, (account_id, visit_id), populate_existing=True)
    return News.NEVER if found is None else News(found.how)


def choose_news(visit_id: int, account_id: int, how: News) -> None:
    """From now on tell them so; whoever was told of nothing before is told of what happens from now on."""
    hold_facts(visit_id)
    mine = (NewsChoice.account_id == account_id, NewsChoice.visit_id == visit_id)
    if how is News.NEVER:
        session.execute(delete(NewsChoice).where(*mine))
    elif session.scalar(update(NewsChoice).where(*mine).values(how=how).returning(NewsChoice.how)) is None:
        latest = session.scalar(select(func.max(HistoryEntry.id)).where(HistoryEntry.visit_id == visit_id)) or 0
        session.add(NewsChoice(account_id=account_id, visit_id=visit_id, how=how, told_id=latest, told_at=None))
        session.flush()


def organisers_to_tell(how: News, *, now: datetime) -> list[tuple[int, int]]:
    """(account, visit) of those who chose that and may have something to be told now; without who was removed."""
    untold = exists().where(*_news(NewsChoice.visit_id, NewsChoice.told_id))
    query = select(NewsChoice.account_id, NewsChoice.visit_id, Visit.timezone).join(Visit).join(Account)
    theirs = and_(Membership.account_id == NewsChoice.account_id, Membership.visit_id == NewsChoice.visit_id)
    query = query.join(Membership, theirs).where(Membership.role == Right.ORGANISER)
    query = query.where(NewsChoice.how == how, Account.removed_at.is_(None), untold)
    if how is News.AT_ONCE:
        query = query.where(or_(NewsChoice.told_at.is_(None), NewsChoice.told_at <= now - NEWS_PAUSE))
    found = session.execute(query.order_by(NewsChoice.visit_id, NewsChoice.account_id)).all()
    return [(account, visit) for account, visit, zone in found if how is News.AT_ONCE or _is_due(visit, zone, now)]


def _is_due(visit_id: int, timezone: str, now: datetime) -> bool:
    """Whether anything happened before the hour of the daily letter that somebody was not told of."""
    lowest = select(func.min(NewsChoice.told_id)).where(NewsChoice.visit_id == visit_id).scalar_subquery()
    earlier = HistoryEntry.happened_at < news_until(now, timezone)
    return session.scalar(select(HistoryEntry.id).where(*_news(visit_id, lowest), earlier).limit(1)) is not None


def _news(visit_id: Any, after: Any) -> tuple[ColumnElement[bool], ...]:
    """Entries of that visit behind that one, of which organisers are told."""
    kinds = (HistoryEntry.kind == str(PersonKind.PERSON), HistoryEntry.action.in_(map(str, NEWS)))
    return (HistoryEntry.visit_id == visit_id, HistoryEntry.id > after, *kinds)


def tell(account_id: int, visit_id: int, *, act: Act) -> None:
    """Write to that organiser what they were not told of yet, if anything; what they did themselves they know.

    While the visit is held nobody writes an earlier entry. Raises VisitNotFound.
    """
    visit = hold_facts(visit_id)
    choice = session.get(NewsChoice, (account_id, visit_id), populate_existing=True)
    account = session.get(Account, account_id, populate_existing=True)
    if choice is None or account is None or account.removed_at is not None or not organises(account_id, visit_id):
        return
    entries = _untold(choice, visit, act.now)
    if not entries:
        return
    choice.told_id = entries[-1].id
    others = [entry for entry in entries if entry.actor != organiser(account_id)]
    happened: dict[str, list[PersonAction]] = {}
    for entry in others:
        happened.setdefault(entry.thing, []).append(_ACTIONS[entry.action])
    people = _people(visit_id, happened)
    if people and has_mailbox(account.email):
        choice.told_at = act.now
        lines = [(str(person.id), *_named(person, name), happened[history_path(person.id)]) for person, name in people]
        queue_mail(
            mails.news(account.language, visit, act.links, lines[:MOST_TOLD], more=max(0, len(lines) - MOST_TOLD)),
            about=f"{LETTERS}{account_id}",
            to=("", account.email),
            message_host=act.links.host,
            now=act.now,
            visit_id=visit_id,
        )
    session.flush()


def _untold(choice: NewsChoice, visit: VisitFacts, now: datetime) -> list[HistoryEntry]:
    """In their order; for a daily letter up to the first that happened after its hour."""
    query = select(HistoryEntry).where(*_news(choice.visit_id, choice.told_id)).order_by(HistoryEntry.id)
    entries: Iterable[HistoryEntry] = session.scalars(query).all()
    if choice.how == News.DAILY:
        until = news_until(now, visit.timezone)
        entries = takewhile(lambda entry: entry.happened_at < until, entries)
    return list(entries)


def _people(visit_id: int, things: Iterable[str]) -> list[tuple[Registration, str]]:
    """(registration, its organisation's name), in the order of ``things``; whoever was erased is not there."""
    ids = [UUID(thing.removeprefix("registration.")) for thing in things]
    query = select(Registration, Organisation.name).outerjoin(Organisation).where(Registration.visit_id == visit_id)
    found = {person.id: (person, name or "") for person, name in session.execute(query.where(Registration.id.in_(ids)))}
    return [found[identity] for identity in ids if identity in found]


def _named(person: Registration, organisation: str) -> tuple[str, str]:
    """(name, organisation): all that a letter says of anybody."""
    return f"{person.given_name} {person.family_name}", organisation or person.other_organisation


def take_out(visit_id: int, identity: UUID, letters: str = LETTERS) -> None:
    """Of letters to organisers, sent or not, the line that names whoever is erased; ``letters``: what they are about
    begins so."""
    theirs = select(Mail).where(
        Mail.visit_id == visit_id,
        Mail.about.startswith(letters, autoescape=True),
        Mail.emptied_at.is_(None),
    )
    for mail in session.scalars(theirs):
        named = mail.content.get("people", [])
        if str(identity) in named:
            left = [n for n, other in enumerate(named) if other != str(identity)]
            facts = [mail.content["facts"][n] for n in left]
            mail.content = {**mail.content, "facts": facts, "people": [named[n] for n in left]}
    session.flush()
