"""Tables: one row a person at a visit."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal
from eventapp.registration.rules import Diet, News, Status

# Compared by code point in every database: words are folded, and an index then serves a comparison, too.
BINARY_TEXT = String(600).with_variant(String(600, collation="C"), "postgresql")
SORTED_BY = {"lt": "sort_lt", "en": "sort_en", "nb": "sort_nb"}
"""{language: the column by which people stand in the order of its alphabet}."""
NOWHERE = b""
"""In such a column: the worker has not found the place yet, nor written a newcomer's words, a moment after somebody
registered or was renamed. They stand first meanwhile."""


class Registration(Base):
    """One person at one visit. Who holds a place: rules.HOLDS.

    ``offered_until``: so long a place waits for somebody's yes who is OFFERED one. ``reason``: why an organiser has
    decided so, the last time: whoever is REJECTED has read it; whoever got a place out of turn has not.

    ``email``, ``pending_email``, ``email_key``: see core.mailboxes; the key is unique in the visit, None where an
    earlier registration has the same (the desk shows it). ``turn`` orders the queue: the visit's version
    when the person last joined, so it is unique in the visit. ``generation`` of the secret link: raising it
    kills earlier links. ``organisation_id`` None: "other", named in ``other_organisation``. ``phone``: E.164.
    ``pending_email``: a new address until it is proved, at most until ``pending_until``.
    ``search_key``: see registration.finding; lists are searched by it; "" until the worker has made it.
    ``calendar_count``: see registration.rules.
    ``sort_lt`` … ``sort_nb``: lists are sorted by them; ``sort_version``: by which ICU they were made, "" by none yet.
    ``consent_id``: the words agreed to at ``consent_at``, None: not kept; ``keep_days``: the term that they named.
    ``emptied_at``: when all was erased but what proves that they had a place; nothing of them is changed from then on.
    ``care_agreed_at``: when it was agreed that ``diet``, ``diet_note`` and ``needs`` are kept, ``care_consent_id``: to
    which words (a plain number: a row of consent_text); None: nothing of them is kept, or an earlier program kept it.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("visit_id", "email_key"),
        *(Index(f"ix_registration_by_{column}", "visit_id", column, "id") for column in SORTED_BY.values()),
        Index("ix_registration_by_organisation", "visit_id", "organisation_id", "status"),
        Index("ix_registration_by_turn", "visit_id", "status", "turn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    other_organisation: Mapped[str] = mapped_column(String(200), default="", info=personal(Term.EVIDENCE, Sees.READER))
    status: Mapped[Status] = mapped_column(String(20), info=personal(Term.EVIDENCE, Sees.READER))
    turn: Mapped[int]
    offered_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(
        String(600), default="", server_default="", info=personal(Term.CONTACT, Sees.ORGANISER)
    )
    given_name: Mapped[str] = mapped_column(String(120), info=personal(Term.EVIDENCE, Sees.READER))
    family_name: Mapped[str] = mapped_column(String(120), info=personal(Term.EVIDENCE, Sees.READER))
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.CONTACT, Sees.READER))
    email_key: Mapped[str | None] = mapped_column(String(254), info=personal(Term.CONTACT, Sees.NOBODY))
    pending_email: Mapped[str | None] = mapped_column(String(254), info=personal(Term.CONTACT, Sees.READER))
    pending_until: Mapped[datetime | None]
    phone: Mapped[str] = mapped_column(String(20), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    position: Mapped[str] = mapped_column(String(200), default="", info=personal(Term.CONTACT, Sees.READER))
    language: Mapped[str] = mapped_column(String(2), info=personal(Term.EVIDENCE, Sees.READER))
    diet: Mapped[Diet] = mapped_column(String(20), default=Diet.NONE, info=personal(Term.DIET, Sees.ORGANISER))
    diet_note: Mapped[str] = mapped_column(default="", info=personal(Term.DIET, Sees.ORGANISER))
    needs: Mapped[str] = mapped_column(default="", info=personal(Term.NEEDS, Sees.ORGANISER))
    consent_at: Mapped[datetime] = mapped_column(info=personal(Term.EVIDENCE, Sees.READER))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent_text.id"))
    keep_days: Mapped[int]
    care_agreed_at: Mapped[datetime | None] = mapped_column(info=personal(Term.DIET, Sees.ORGANISER))
    care_consent_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(info=personal(Term.EVIDENCE, Sees.READER))
    emptied_at: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=1)
    calendar_count: Mapped[int] = mapped_column(default=0, server_default="0")
    search_key: Mapped[str] = mapped_column(Text, info=personal(Term.CONTACT, Sees.NOBODY))
    sort_lt: Mapped[bytes] = mapped_column(LargeBinary, default=NOWHERE, info=personal(Term.EVIDENCE, Sees.NOBODY))
    sort_en: Mapped[bytes] = mapped_column(LargeBinary, default=NOWHERE, info=personal(Term.EVIDENCE, Sees.NOBODY))
    sort_nb: Mapped[bytes] = mapped_column(LargeBinary, default=NOWHERE, info=personal(Term.EVIDENCE, Sees.NOBODY))
    sort_version: Mapped[str] = mapped_column(String(40), default="")


class Sending(Base):
    """One sending of the public form, so that whoever sent it can correct the address for a while (rules.CORRECTION).

    ``key_hash``: SHA-256 of the random key in the sender's cookie. ``registration_id``: the one that has the address;
    ``made``: by this sending; ``opened``: its link was opened since. ``attempt_id``: what was typed where it made none.
    ``mail_id``: the letter.
    """

    __tablename__ = "sending"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), index=True)
    attempt_id: Mapped[UUID | None]
    mail_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.BRIEF, Sees.NOBODY))
    made: Mapped[bool]
    opened: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Attempt(Base):
    """What was typed for an address that has a registration already. It makes none and holds no place.

    ``is_other``: the name is another one's; the desk is shown it until an organiser has seen to it, at most for
    rules.ATTEMPT. All else is kept as long as the address can be corrected. Columns as in Registration: whoever is
    known costs as much to write as whoever is new (docs/decisions/105).
    """

    __tablename__ = "attempt"
    # As many as of a registration, and as wide.
    __table_args__ = (
        Index("ix_attempt_by_address", "visit_id", "email"),
        Index("ix_attempt_by_visit", "visit_id", "is_other", "id"),
        Index("ix_attempt_by_instant", "visit_id", "created_at", "id"),
        Index("ix_attempt_by_registration", "registration_id", "is_other", "id"),
        Index("ix_attempt_by_organisation", "visit_id", "organisation_id", "is_other"),
        Index("ix_attempt_by_time", "created_at", "visit_id", "is_other"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    other_organisation: Mapped[str] = mapped_column(String(200), default="", info=personal(Term.BRIEF, Sees.ORGANISER))
    is_other: Mapped[bool]
    given_name: Mapped[str] = mapped_column(String(120), info=personal(Term.BRIEF, Sees.ORGANISER))
    family_name: Mapped[str] = mapped_column(String(120), info=personal(Term.BRIEF, Sees.ORGANISER))
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.BRIEF, Sees.ORGANISER))
    phone: Mapped[str] = mapped_column(String(20), default="", info=personal(Term.BRIEF, Sees.ORGANISER))
    position: Mapped[str] = mapped_column(String(200), default="", info=personal(Term.BRIEF, Sees.ORGANISER))
    language: Mapped[str] = mapped_column(String(2), info=personal(Term.BRIEF, Sees.ORGANISER))
    diet: Mapped[Diet] = mapped_column(String(20), default=Diet.NONE, info=personal(Term.BRIEF, Sees.ORGANISER))
    diet_note: Mapped[str] = mapped_column(default="", info=personal(Term.BRIEF, Sees.ORGANISER))
    needs: Mapped[str] = mapped_column(default="", info=personal(Term.BRIEF, Sees.ORGANISER))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent_text.id"))
    keep_days: Mapped[int]
    care_consent_id: Mapped[int | None]
    created_at: Mapped[datetime]
    search_key: Mapped[str] = mapped_column(Text, info=personal(Term.BRIEF, Sees.NOBODY))


class LinkRequest(Base):
    """Somebody typed this address to get their link again. It stays until the worker has looked whose it is."""

    __tablename__ = "link_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.BRIEF, Sees.NOBODY))
    asked_at: Mapped[datetime]


class ConsentText(Base):
    """Words that people agreed to, kept once for all of them; ``sha256`` as in registration.consent."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("visit_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str]


class SearchWord(Base):
    """One of the words of a registration's ``search_key``, so that a search need not read everybody's.

    SQLite keeps the rows in the primary key itself: they are nothing else. Not a foreign key: that would need an index
    of its own, and whoever changes the search_key changes the words with it. Attempts had words in earlier versions.
    """

    __tablename__ = "registration_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    visit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(BINARY_TEXT, primary_key=True, info=personal(Term.CONTACT, Sees.NOBODY))
    registration_id: Mapped[UUID] = mapped_column(primary_key=True)


class NewsChoice(Base):
    """An organiser who wants to be told of a visit's registrations; who does not has no row.

    ``told_id``: the latest entry of the history that they need not be told of any more; ``told_at``: when they were
    last written to.
    """

    __tablename__ = "news_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True, autoincrement=False)
    how: Mapped[News] = mapped_column(String(20))
    told_id: Mapped[int]
    told_at: Mapped[datetime | None]
