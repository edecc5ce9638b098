"""What the history tells of groups: that one was made and written to; of whom, it tells at each registration."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import names_of_groups
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller

PATH = "group."


class GroupKind(Kind):
    GROUP = "group", "registrations"


class GroupAction(Action):
    REGISTERED = "group registered", Message("a group was registered")
    ADDED = "people added", Message("people were added")
    LINK_SENT = "group link sent", Message("link sent")
    LINK_REPLACED = "group link replaced", Message("new link, the old one opens nothing any more")


def record(group: Delegation, action: GroupAction, act: Act, *, people: int | None = None) -> None:
    """Write into the visit's history what was done to the group; ``people``: how many came by it."""
    changes = [] if people is None else [history.change("number", None, people)]
    history.record(group.visit_id, act, action, GroupKind.GROUP, f"{PATH}{group.id}", changes=changes)


@teller
class GroupTeller(Teller):
    kinds, actions = GroupKind, GroupAction

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """{thing: whose people they are} of those that are still there."""
        ids = [UUID(thing.removeprefix(PATH)) for thing in self.things if thing.startswith(PATH)]
        return {f"{PATH}{identity}": name for identity, name in names_of_groups(self.visit.id, ids).items()}

    def name(self, thing: str) -> Name | None:
        if not thing.startswith(PATH):
            return None
        kind, whose = self.say(Message("Group")), self.groups.get(thing)
        return Name(whose, kind, self.at("groups", thing.removeprefix(PATH))) if whose else Name(kind)

    def label(self, thing: str, field: str) -> str:
        return Message("Number")

    def value(self, thing: str, field: str, value: Any) -> str:
        return "" if value is None else str(value)
