"""What this room keeps of a person: their row and its words, what was typed and written to them, what happened."""

from collections.abc import Set
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import execute, session
from eventapp.core.keepers import Person, Record, RowKeeper, emptied, keeper
from eventapp.core.personal import EVERYTHING, EVIDENCE, Term
from eventapp.core.text import LANGUAGE_NAMES, LANGUAGES, Message, translate
from eventapp.notifications.letters import STATE_NAMES
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.operations import empty_mails_about
from eventapp.questions.queries import questionnaire
from eventapp.questions.rules import ANSWER, Questionnaire, field_title
from eventapp.registration import rules
from eventapp.registration.history import PersonAction, history_path
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES, STATUS_NAMES
from eventapp.registration.models import Attempt, ConsentText, Registration, SearchWord, Sending
from eventapp.registration.news import take_out
from eventapp.registration.rows import about, forget_attempts, store
from eventapp.visits.models import HistoryEntry, Organisation
from eventapp.visits.queries import visit_of

NOT_MERGED = {"diet": str(rules.Diet.NONE)}
"""{column: what stands in it where nothing is said}; in all others ""."""


class People(RowKeeper):
    name, title, models, root = "registration", Message("Registration"), (Registration, SearchWord), True

    def export(self, person: Person) -> list[Record]:
        """With the organisation's name, and the words that were agreed to."""
        rows = super().export(person)
        for row in rows:
            found = session.get_one(Registration, person.identity)
            organisation = session.get(Organisation, found.organisation_id) if found.organisation_id else None
            row["organisation"] = organisation.name if organisation else found.other_organisation
            row["agreed_to"] = _words(found.consent_id)
            row["care_agreed_to"] = _words(found.care_consent_id)
        return rows

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        if terms >= EVERYTHING:
            execute(delete(SearchWord).where(*_words_of(person)))
            super().erase(person, terms, act)
            return
        row = session.get(Registration, person.identity, populate_existing=True)
        if row is None:
            return
        for name, value in emptied(self.table, terms - EVIDENCE).items():
            if name != "search_key":  # it is of names, too
                setattr(row, name, value)
        if Term.DIET in terms:
            row.care_consent_id = None
        store(row)

    def merge(self, person: Person, into: Person, act: Act) -> None:
        """What ``into`` says counts; where it says nothing, what the other does."""
        here, there = (session.get_one(Registration, each.identity, populate_existing=True) for each in (into, person))
        for name in ("phone", "position", *rules.CARE):
            if getattr(here, name) == NOT_MERGED.get(name, ""):
                setattr(here, name, getattr(there, name))
        if here.care_agreed_at is None:
            here.care_agreed_at, here.care_consent_id = there.care_agreed_at, there.care_consent_id
        store(here)
        self.erase(person, EVERYTHING, act)

    def label(self, name: str) -> str:
        return {**FIELD_NAMES, **_MORE_NAMES}.get(name, name)

    def shown(self, language: str, name: str, value: Any) -> str:
        if name == "status":
            return translate(language, STATUS_NAMES[rules.Status(value)])
        return _in_words(language, name, value)


_MORE_NAMES = {
    "pending_email": Message("New e-mail address, not confirmed"),
    "reason": Message("Reason"),
    "created_at": Message("Registered"),
    "consent_at": Message("Agreed"),
    "agreed_to": Message("What was agreed to"),
    "care_agreed_at": Message("Agreed about diet and needs"),
    "care_agreed_to": Message("What was agreed to about diet and needs"),
}


class Typed(RowKeeper):
    """What was typed once more under the person's address. Who else was typed there is told to nobody."""

    name, title, models = "typed_again", Message("Names that were typed later with your address"), (Attempt,)

    def export(self, person: Person) -> list[Record]:
        row = session.get(Registration, person.identity)
        mine = [row.given_name, row.family_name] if row else []
        return [
            found
            for found in super().export(person)
            if rules.is_one_name(mine, (found["given_name"], found["family_name"]))
        ]

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        if Term.BRIEF in terms:
            forget_attempts(self.mine(person))

    def label(self, name: str) -> str:
        return FIELD_NAMES.get(name, name)

    def shown(self, language: str, name: str, value: Any) -> str:
        return _in_words(language, name, value)


class Sendings(RowKeeper):
    name, title, models = "sendings", Message("Sent forms"), (Sending,)

    def export(self, person: Person) -> list[Record]:
        """Nothing that is not told elsewhere: it is kept for half an hour."""
        return []


class Letters(RowKeeper):
    """Letters to the person, and lines of letters to organisers that name them."""

    name, title, models = "letters", Message("Letters"), (Mail,)

    def mine(self, person: Person) -> ColumnElement[bool]:
        return Mail.about == about(person.identity)

    def export(self, person: Person) -> list[Record]:
        """Their words, without the link to the own page that stands in them."""
        letters = session.scalars(select(Mail).where(self.mine(person), Mail.emptied_at.is_(None)))
        return [
            {
                "created_at": mail.created_at,
                "state": MailState(mail.state),
                "to_address": mail.to_address,
                "subject": mail.subject,
                "text": "\n\n".join(mail.content.get("paragraphs", [])),
            }
            for mail in sorted(letters, key=lambda mail: (mail.created_at, mail.id))
        ]

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        if Term.LETTER in terms:
            empty_mails_about(about(person.identity), now=act.now)
            take_out(person.visit_id, person.identity)

    def merge(self, person: Person, into: Person, act: Act) -> None:
        execute(update(Mail).where(self.mine(person)).values(about=about(into.identity)))
        take_out(person.visit_id, person.identity)

    def label(self, name: str) -> str:
        return _LETTER_NAMES[name]

    def shown(self, language: str, name: str, value: Any) -> str:
        return translate(language, STATE_NAMES[value]) if name == "state" else _in_words(language, name, value)


_LETTER_NAMES = {
    "created_at": Message("Written"),
    "state": Message("State"),
    "to_address": Message("Recipient"),
    "subject": Message("Subject"),
    "text": Message("Text"),
}


class Happened(RowKeeper):
    """What the history tells of the person: that something changed, never what it was."""

    name, title, models = "history", Message("History"), (HistoryEntry,)

    def mine(self, person: Person) -> ColumnElement[bool]:
        path = history_path(person.identity)
        return (HistoryEntry.visit_id == person.visit_id) & (HistoryEntry.thing == path)

    def export(self, person: Person) -> list[Record]:
        entries = session.scalars(select(HistoryEntry).where(self.mine(person)).order_by(HistoryEntry.id))
        asked = questionnaire(visit_of(person.visit_id))
        return [
            {
                "happened_at": entry.happened_at,
                "action": entry.action,
                "fields": [item["field"] for item in entry.changes],
                "questions": [_title(asked, item["field"]) for item in entry.changes if _is_answer(item["field"])],
            }
            for entry in entries
        ]

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        if terms >= EVERYTHING:
            execute(delete(HistoryEntry).where(self.mine(person)))

    def merge(self, person: Person, into: Person, act: Act) -> None:
        path = history_path(into.identity)
        execute(update(HistoryEntry).where(self.mine(person)).values(thing=path))

    def label(self, name: str) -> str:
        return _HISTORY_NAMES[name]

    def shown(self, language: str, name: str, value: Any) -> str:
        if name == "fields":
            return ", ".join(translate(language, FIELD_NAMES.get(each, each)) for each in value if not _is_answer(each))
        if name == "questions":
            return "\n".join(title[language] for title in value)
        if name == "action":
            return translate(language, next(action.words for action in PersonAction if action == value))
        return super().shown(language, name, value)


_HISTORY_NAMES = {
    "happened_at": Message("When"),
    "action": Message("What happened"),
    "fields": Message("Fields"),
    "questions": Message("Answers"),
}


def _is_answer(field: str) -> bool:
    return field.startswith(ANSWER)


def _title(asked: Questionnaire, field: str) -> dict[str, str]:
    """In each language what the question is called; its code where there is none any more."""
    return {language: field_title(asked, field, language) for language in LANGUAGES}


def _in_words(language: str, name: str, value: Any) -> str:
    """Of a person's fields, wherever they are kept."""
    if not value:
        return ""
    if name == "diet":
        return translate(language, DIET_NAMES[rules.Diet(value)])
    if name == "language":
        return LANGUAGE_NAMES[value]
    if name in ("email", "pending_email", "to_address"):
        return mailboxes.shown(value)
    return str(value)


def _words(consent_id: int | None) -> str:
    found = session.get(ConsentText, consent_id) if consent_id else None
    return found.text if found else ""


def _words_of(person: Person) -> tuple[ColumnElement[bool], ...]:
    keys = select(Registration.search_key).where(Registration.id == person.identity)
    found = (execute(keys).scalar() or "").split()
    return (
        SearchWord.visit_id == person.visit_id,
        SearchWord.word.in_(found),
        SearchWord.registration_id == person.identity,
    )


keeper(People(Registration, Registration.id))
keeper(Typed(Attempt, Attempt.registration_id))
keeper(Sendings(Sending, Sending.registration_id))
keeper(Letters(Mail, Mail.about))
keeper(Happened(HistoryEntry, HistoryEntry.thing))
