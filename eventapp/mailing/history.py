"""What the history keeps of speakers who are asked, and how it tells it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.mailing.parts import text_of
from eventapp.planning.history import PlanTeller
from eventapp.planning.plan import Key, Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller


class AskedKind(Kind):
    ASKED = "asked speaker", "speakers"


class AskedAction(Action):
    ASKED = "asked", Message("asked")
    LINK = "new link", Message("got a new link")
    ANSWERED = "answered", Message("answered")
    PROPOSED = "proposed", Message("proposed another text")
    LEFT = "left", Message("proposal left as it was")


def record(visit_id: int, code: str, action: AskedAction, act: Act, changes: Iterable[dict[str, Any]] = ()) -> None:
    """Write down what was done with a speaker, by code; what they wrote is not kept here."""
    history.record(visit_id, act, action, AskedKind.ASKED, f"asked.{code}", changes=changes)


@teller
class AskedTeller(Teller):
    kinds, actions = AskedKind, AskedAction

    @cached_property
    def plan(self) -> PlanTeller:
        """Who knows what speakers and sessions are called."""
        speakers = (Key("speaker", code).path for code in map(_code_in, self.things) if code)
        return PlanTeller(self.visit, self.language, list(speakers))

    def name(self, thing: str) -> Name | None:
        """By the speaker's name, as long as there is one."""
        code = _code_in(thing)
        return self.plan.name(Key("speaker", code).path) if code else None

    def label(self, thing: str, field: str) -> str:
        """For which session they have answered."""
        return Message("Session") if field == "session" else field

    @cached_property
    def sessions(self) -> Plan:
        """The draft's now."""
        return plan_of_kinds(self.visit, "session")

    def value(self, thing: str, field: str, value: Any) -> str:
        """A session by its title, as long as there is one."""
        fields = self.sessions.get(Key("session", value)) if field == "session" and value else None
        return (
            text_of(fields, "title", self.language, self.visit.languages)
            if fields
            else super().value(thing, field, value)
        )


def _code_in(thing: str) -> str:
    """Of "asked.kari" the code; "" of anything else."""
    first, _, code = thing.partition(".")
    return code if first == "asked" else ""
