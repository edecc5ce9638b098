"""What the history keeps of rights in a visit, and how it tells it."""

from typing import Any, Final

from eventapp.accounts.queries import address_of
from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.visits import history
from eventapp.visits.models import Right
from eventapp.visits.telling import Action, Kind, Name, Teller, teller

RIGHT_NAMES: Final = {Right.ORGANISER: Message("organiser"), Right.READER: Message("reader")}


class MemberKind(Kind):
    MEMBER = "member", "roles"


class MemberAction(Action):
    GIVEN = "given", Message("role given")
    TAKEN = "taken", Message("role taken")


def record(visit_id: int, account_id: int, action: MemberAction, before: str, after: str, *, act: Act) -> None:
    """Write down that an account has another right in the visit, or none; by its id, which is nobody else's."""
    changes = [history.change("right", before, after)]
    history.record(visit_id, act, action, MemberKind.MEMBER, f"member.{account_id}", changes=changes)


@teller
class MemberTeller(Teller):
    kinds, actions = MemberKind, MemberAction

    def name(self, thing: str) -> Name | None:
        """By the address, as long as there is one."""
        first, _, account = thing.partition(".")
        if first != "member" or not account.isdigit():
            return None
        address = address_of(int(account))
        words = mailboxes.shown(address) if address else self.say(Message("an organiser who is gone"))
        return Name(words, link=self.at("roles"))

    def label(self, thing: str, field: str) -> str:
        """There is one field."""
        return Message("Role")

    def value(self, thing: str, field: str, value: Any) -> str:
        """The role's name."""
        return self.say(RIGHT_NAMES[Right(value)]) if value else ""
