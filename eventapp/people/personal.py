"""What this room keeps of a person: who looked for somebody, for a day; who is not the same person."""

from collections.abc import Set

from sqlalchemy import ColumnElement, delete

from eventapp.core.acts import Act
from eventapp.core.db import execute
from eventapp.core.keepers import Person, Record, RowKeeper, keeper
from eventapp.core.personal import EVERYTHING, Term
from eventapp.core.text import Message
from eventapp.people.models import Apart, Search


class Searches(RowKeeper):
    """Words of a search may be anybody's name: whoever is erased takes all of the visit with them, the organisers
    search again."""

    name, title, models = "searches", Message("Searches"), (Search,)

    def mine(self, person: Person) -> ColumnElement[bool]:
        return Search.visit_id == person.visit_id

    def find(self, person: Person) -> int:
        """It cannot be told whom they meant."""
        return 0

    def export(self, person: Person) -> list[Record]:
        """Nothing: they are the organisers' own."""
        return []

    def merge(self, person: Person, into: Person, act: Act) -> None:
        """Both stay findable by what was typed."""


class NotTheSame(RowKeeper):
    """That two are not one person: nothing of either, and gone with each of them."""

    name, title, models = "not_the_same", Message("Not the same person as somebody else"), (Apart,)

    def mine(self, person: Person) -> ColumnElement[bool]:
        return (Apart.one_id == person.identity) | (Apart.other_id == person.identity)

    def export(self, person: Person) -> list[Record]:
        """Nothing: it would tell of somebody else."""
        return []

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        if terms >= EVERYTHING:
            execute(delete(Apart).where(self.mine(person)))

    def merge(self, person: Person, into: Person, act: Act) -> None:
        """Whom the other was held against can be held against this one anew."""
        execute(delete(Apart).where(self.mine(person)))


keeper(Searches(Search, Search.visit_id))
keeper(NotTheSame(Apart, Apart.one_id))
