"""The facts of a visit as a value (pure): what pages, letters and rules are told of it."""

from datetime import date, datetime
from typing import NamedTuple

from eventapp.core import mailboxes
from eventapp.core.text import LocalizedText


def last_day_of_proof(evidence_ends_on: date | None, audit_ends_on: date | None) -> date | None:
    """An audit prolongs a term whose day is known, and shortens none."""
    return max(evidence_ends_on, audit_ends_on or evidence_ends_on) if evidence_ends_on else None


class Contact(NamedTuple):
    """Whom to ask about a visit; what is not known is "". ``email`` as core.mailboxes keeps it."""

    name: str
    email: str
    phone: str

    @property
    def line(self) -> str:
        """In one line of text, "" if there is none."""
        return ", ".join(filter(None, (self.name, mailboxes.shown(self.email), self.phone)))


class VisitFacts(NamedTuple):
    """A row of visits.models.Visit as it was read, every column of it; it stays so whatever becomes of the row."""

    id: int
    slug: str
    version: int
    edited_version: int
    edited_at: datetime
    name: LocalizedText
    short_name: LocalizedText
    city: LocalizedText
    country: LocalizedText
    summary: LocalizedText
    purpose: LocalizedText
    practical: LocalizedText
    project_name: LocalizedText
    project_number: str
    website: str
    contact_name: str
    contact_email: str
    contact_phone: str
    starts_on: date
    ends_on: date
    timezone: str
    way_margin: int
    languages: list[str]
    calendar_uid: str
    calendar_sequence: int
    visible: bool
    places: int | None
    queue: bool
    registration_open: bool
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    queue_until: datetime | None
    after_the_end: bool
    keep_days: int
    moderated: str
    accept_hours: int | None
    funder_name: str
    evidence_ends_on: date | None
    evidence_years: int | None
    audit_ends_on: date | None
    audit_reason: str
    hosts_erased_at: datetime | None

    @property
    def proof_ends_on(self) -> date | None:
        """The last day of the proof of who had a place; None: none is kept, or its day is not known yet."""
        return last_day_of_proof(self.evidence_ends_on, self.audit_ends_on)

    @property
    def called(self) -> LocalizedText:
        """What stands where there is little room: in a language that has no short name the whole one."""
        return {**self.name, **self.short_name}

    @property
    def contact(self) -> Contact:
        """Whom to ask about it."""
        return Contact(self.contact_name, self.contact_email, self.contact_phone)
