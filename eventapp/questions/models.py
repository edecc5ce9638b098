"""Tables: questions of a visit's own with their choices, which are live; and what was answered.

An answer hangs on no question: it names one by its code, and the questions as they were asked are kept beside it. So
whatever becomes of a question, its answers stay readable.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import JSON_OR_NULL, JSON_VALUE, Base
from eventapp.core.personal import Sees, Term, personal
from eventapp.core.text import LocalizedText
from eventapp.questions import rules
from eventapp.questions.rules import Reader, Whom


class StoredQuestion(Base):
    """See rules.Question. ``kind``: a name of kinds.every.KINDS."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[LocalizedText]
    help: Mapped[LocalizedText]
    kind: Mapped[str] = mapped_column(String(20))
    required: Mapped[bool] = mapped_column(default=False, server_default=false())
    only_if: Mapped[str] = mapped_column(String(90), default="", server_default="")
    whom: Mapped[Whom] = mapped_column(String(20))
    readers: Mapped[Reader] = mapped_column(String(20))
    term: Mapped[rules.Term] = mapped_column(String(20))


class StoredChoice(Base):
    """See rules.Choice."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("question_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[LocalizedText]
    places: Mapped[int | None]
    queue: Mapped[bool] = mapped_column(default=False, server_default=false())
    needed: Mapped[bool] = mapped_column(default=False, server_default=false())


class AskedQuestions(Base):
    """All questions of a visit as they were asked, kept once for all who answered them so.

    ``sha256``: rules.Questionnaire.digest; ``content``: its ``dump``.
    """

    __tablename__ = "asked_questions"
    __table_args__ = (UniqueConstraint("visit_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON_VALUE)


class StoredFile(Base):
    """A file that answers a question of kind "file": the answer keeps its ``key``, 32 hexadecimal digits drawn at
    random. ``media_type``: as its bytes tell it; ``size``: their number."""

    __tablename__ = "stored_file"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    question: Mapped[str] = mapped_column(String(40))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=personal(Term.CONTACT, Sees.ORGANISER))
    created_at: Mapped[datetime]


class Answer(Base):
    """What one person answered to one question, as its kind keeps it; nothing answered has no row.

    ``person_id``: of a registration, or of an attempt (registration.models). Not a foreign key: this room knows
    neither, and whoever erases the one erases its answers. ``asked_id``: the questions as they were then.
    ``waits``: {choice: turn} of what was chosen and waits for a place; None: nothing does.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index(
            "ix_answer_waits",
            "visit_id",
            sqlite_where=text("waits IS NOT NULL"),
            postgresql_where=text("waits IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    visit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    kept: Mapped[str] = mapped_column(Text, info=personal(Term.CONTACT, Sees.ORGANISER))
    asked_id: Mapped[int] = mapped_column(ForeignKey("asked_questions.id"))
    waits: Mapped[dict[str, int] | None] = mapped_column(
        JSON_OR_NULL, nullable=True, info=personal(Term.CONTACT, Sees.ORGANISER)
    )
