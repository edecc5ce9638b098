"""What this room keeps of a person: that an organiser has looked for somebody, for a day."""

from sqlalchemy import ColumnElement

from eventapp.core.acts import Act
from eventapp.core.keepers import Person, Record, RowKeeper, keeper
from eventapp.core.text import Message
from eventapp.people.models import Search


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


keeper(Searches(Search, Search.visit_id))
