"""What each room keeps of a participant: found, handed over, erased, and given to another row of the same person.

A room registers its Keeper in its ``personal.py``. Whoever holds the visit asks all of them in one transaction.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from eventapp.core.acts import Act
from eventapp.core.db import Base, execute, session
from eventapp.core.personal import EVERYTHING, Mark, Sees, Term, mark_of
from eventapp.core.text import Message

Record = dict[str, Any]
"""{column: value} of one row, as the database gives it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One participant of one visit. ``identity``: the id of their registration."""

    visit_id: int
    identity: UUID


class Keeper(ABC):
    """One kind of rows that a room has of people. ``models``: their tables, with marked columns.

    ``title``: what the person is told that it is. ``root``: others hang on its rows, so they are erased last.
    """

    name: ClassVar[str]
    title: ClassVar[Message]
    models: ClassVar[tuple[type[Base], ...]]
    root: ClassVar[bool] = False

    @abstractmethod
    def find(self, person: Person) -> int:
        """How many rows there are of that person."""

    @abstractmethod
    def export(self, person: Person) -> list[Record]:
        """What they say, in an order that stays."""

    @abstractmethod
    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        """Erase what is kept for one of these terms; with EVERYTHING no row of the person is left."""

    @abstractmethod
    def merge(self, person: Person, into: Person, act: Act) -> None:
        """Let ``into`` have what ``person`` has: the same human being in the same visit, registered twice."""

    def label(self, name: str) -> str:
        """What a column is called, as a message."""
        return name

    def shown(self, language: str, name: str, value: Any) -> str:
        """A value in words; "": nothing to show."""
        return "" if value is None else str(value)


class RowKeeper(Keeper):
    """Rows of one table that name the person in one column; its marks say the rest."""

    def __init__(self, model: type[Base], column: Any) -> None:
        self.table, self.column = cast(Table, model.__table__), column

    def mine(self, person: Person) -> ColumnElement[bool]:
        """Which rows are that person's."""
        return cast(ColumnElement[bool], self.column == person.identity)

    def find(self, person: Person) -> int:
        return session.scalar(select(func.count()).select_from(self.table).where(self.mine(person))) or 0

    def export(self, person: Person) -> list[Record]:
        shown = [self.table.c[name] for name, mark in marks(self.table).items() if mark.seen_by is not Sees.NOBODY]
        rows = execute(select(*shown).where(self.mine(person)).order_by(*self.table.primary_key)).all()
        return [dict(row._mapping) for row in rows]

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        held = {mark.term for mark in marks(self.table).values()}
        if held <= terms or terms >= EVERYTHING:
            execute(delete(self.table).where(self.mine(person)))
        elif held & terms:
            execute(update(self.table).where(self.mine(person)).values(**emptied(self.table, terms)))

    def merge(self, person: Person, into: Person, act: Act) -> None:
        execute(update(self.table).where(self.mine(person)).values({self.column.key: into.identity}))


def marks(table: Table) -> dict[str, Mark]:
    """{column: its mark} of the columns that tell something of a person."""
    found = {column.name: mark_of(column.info) for column in table.c}
    return {name: mark for name, mark in found.items() if mark is not None}


def emptied(table: Table, terms: Set[Term]) -> Record:
    """{column: what stands in it when its term is over} of those that are kept for one of these terms."""
    return {name: _nothing(table, name) for name, mark in marks(table).items() if mark.term in terms}


def _nothing(table: Table, name: str) -> Any:
    column = table.c[name]
    if column.nullable:
        return None
    if column.default is not None and column.default.is_scalar:
        return column.default.arg  # type: ignore[attr-defined]
    return column.type.python_type()


_keepers: dict[str, Keeper] = {}
_whole: list[bool] = []


def keeper(made: Keeper) -> Keeper:
    """Register it under its name."""
    _keepers[made.name] = made
    return made


def complete() -> None:
    """Every room has registered what it keeps (eventapp.keepers)."""
    _whole.append(True)


def keepers() -> Iterator[Keeper]:
    """All that were registered, the roots last. Raises RuntimeError where some room may be missing."""
    if not _whole:
        raise RuntimeError("eventapp.keepers is not imported: not all rooms would be asked")
    yield from sorted(_keepers.values(), key=lambda each: (each.root, each.name))


def erase(person: Person, terms: Set[Term], *, act: Act) -> None:
    """Let every room erase what is kept for one of these terms, in the caller's transaction; the visit is held."""
    for each in keepers():
        each.erase(person, terms, act)


def merge(person: Person, into: Person, *, act: Act) -> None:
    """Let every room give ``into`` what ``person`` has, in the caller's transaction; the visit is held."""
    for each in keepers():
        each.merge(person, into, act)
