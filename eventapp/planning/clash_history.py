"""What the history keeps of clashes that are meant, and how it tells it."""

from functools import cached_property
from typing import Any, Final

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.planning.clashes import NAMES
from eventapp.planning.history import ClashKind
from eventapp.planning.plan import Key, Plan, page_of
from eventapp.planning.rows import plan_of, rows_of
from eventapp.programme.conflicts import Conflict, ConflictKind
from eventapp.programme.scheduled import Scheduled
from eventapp.visits import history
from eventapp.visits.telling import Action, Name, Teller, teller


class ClashAction(Action):
    INTENDED = "intended", Message("said to be intended")
    OPEN_AGAIN = "open again", Message("not intended any more")


_LABELS: Final = {"others": Message("Together with"), "speaker": Message("Speaker"), "reason": Message("Reason")}


def record_clash(
    visit_id: int,
    conflict: Conflict,
    action: ClashAction,
    scheduled: Scheduled,
    reason: tuple[str, str],
    *,
    act: Act,
) -> None:
    """Write down what was said of a conflict; ``reason``: before and after. A participant is not named."""
    first, *others = conflict.sessions
    speaker = conflict.who if ("speaker", conflict.who) in scheduled.names else ""
    changes = [
        *([history.change("others", [], others)] if others else []),
        *([history.change("speaker", "", speaker)] if speaker else []),
        history.change("reason", *reason),
    ]
    history.record(visit_id, act, action, ClashKind.CLASH, f"session.{first}.clash.{conflict.kind}", changes=changes)


@teller
class ClashTeller(Teller):
    """Of things "session.opening.clash.room_twice": the history of that session has them, too."""

    kinds, actions = ClashKind, ClashAction

    @cached_property
    def plan(self) -> Plan:
        """Sessions and speakers, by their names: two statements, however many clashes are told."""
        return plan_of(rows_of(self.visit, "session") | rows_of(self.visit, "speaker"))

    def name(self, thing: str) -> Name | None:
        """By what is wrong, and the earlier of its sessions."""
        if not _is_clash(thing):
            return None
        key, words = _session(thing), self.say(NAMES[ConflictKind(thing.rpartition(".")[2])])
        return Name(self._title(key), words, self.at(*page_of(key)) if key in self.plan else "")

    def label(self, thing: str, field: str) -> str:
        return _LABELS.get(field, field)

    def value(self, thing: str, field: str, value: Any) -> str:
        """Sessions and speakers by what they are called now."""
        if field == "others":
            return ", ".join(self._title(Key("session", code)) for code in value)
        return self._title(Key("speaker", value)) if field == "speaker" and value else str(value)

    def _title(self, key: Key) -> str:
        return self.plan.title_of(key, self.language, self.visit.languages) or key.code


def _is_clash(thing: str) -> bool:
    parts = thing.split(".")
    return len(parts) == 4 and parts[0] == "session" and parts[2] == "clash" and parts[3] in list(ConflictKind)


def _session(thing: str) -> Key:
    return Key("session", thing.split(".")[1])
