"""What this room keeps of people: that somebody registered them, and who leads a group."""

from collections.abc import Set
from typing import Any

from sqlalchemy import update

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import execute
from eventapp.core.keepers import Person, Record, RowKeeper, emptied, keeper
from eventapp.core.personal import Term
from eventapp.core.text import Message
from eventapp.delegations.mails import LETTERS
from eventapp.delegations.models import Delegation, Member
from eventapp.registration.labels import FIELD_NAMES
from eventapp.registration.news import take_out


class Members(RowKeeper):
    """That somebody is in a group; letters to its leader do not name who is erased."""

    name, title, models = "member", Message("Registered by the leader of a group"), (Member,)

    def export(self, person: Person) -> list[Record]:
        """Of whoever was registered by a group nothing but that: the rest is said by the registration."""
        shown = ("given_name", "family_name")
        return [{name: found[name] for name in shown} for found in super().export(person)]

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        super().erase(person, terms, act)
        if Term.LETTER in terms:
            take_out(person.visit_id, person.identity, LETTERS)

    def merge(self, person: Person, into: Person, act: Act) -> None:
        super().merge(person, into, act)
        replaced = update(Member).where(Member.replaced_by == person.identity)
        execute(replaced.values(replaced_by=into.identity))
        take_out(person.visit_id, person.identity, LETTERS)

    def label(self, name: str) -> str:
        return FIELD_NAMES.get(name, name)


class Leaders(RowKeeper):
    """Of whoever leads a group and takes part; of others see ``erasing``."""

    name, title, models = "leader", Message("Leader of a group"), (Delegation,)

    def erase(self, person: Person, terms: Set[Term], act: Act) -> None:
        """The group stays: others are in it."""
        if Term.CONTACT in terms:
            nothing = emptied(self.table, terms) | {"leader_id": None, "emptied_at": act.now}
            execute(update(self.table).where(self.mine(person)).values(**nothing))

    def label(self, name: str) -> str:
        return FIELD_NAMES.get(name, name)

    def shown(self, language: str, name: str, value: Any) -> str:
        return mailboxes.shown(value) if name == "email" and value else super().shown(language, name, value)


keeper(Members(Member, Member.registration_id))
keeper(Leaders(Delegation, Delegation.leader_id))
