"""What the history keeps of people, and how it tells it: that something changed, never what it was."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from eventapp.core.acts import Act
from eventapp.core.text import Message
from eventapp.questions.queries import questionnaire
from eventapp.questions.rules import ANSWER, Questionnaire, field_title
from eventapp.registration.labels import FIELD_NAMES, STATUS_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.queries import names_of
from eventapp.registration.rules import Status
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller


class PersonKind(Kind):
    PERSON = "person", "registrations"
    PEOPLE = "people", "registrations"


class PersonAction(Action):
    REGISTERED = "registered", Message("registered")
    REGISTERED_AGAIN = "registered again", Message("the address was registered again")
    CHANGED = "changed", Message("changed")
    CANCELLED = "cancelled", STATUS_NAMES[Status.CANCELLED]
    REPLACED = "replaced", Message("replaced by a colleague")
    PUT_BACK = "put back", Message("put back")
    PROMOTED = "promoted", Message("got a place")
    OFFERED = "offered", Message("was offered a place")
    ACCEPTED = "accepted", Message("accepted the place")
    DECLINED = "declined", Message("declined the place")
    OFFER_PASSED = "offer passed", Message("did not answer in time, so the place went on")
    APPROVED = "approved", Message("approved")
    REJECTED = "rejected", Message("not accepted")
    DECIDED_AGAIN = "decided again", Message("to be decided once more")
    OUT_OF_TURN = "out of turn", Message("got a place out of turn")
    BEYOND = "beyond", Message("got a place beyond the limit")
    CALLED_OFF = "called off", Message("waiting ended by the organisers")
    GOT_CHOICE = "got choice", Message("got what they had chosen and waited for")
    LINK_SENT = "link sent", Message("link sent")
    CONFIRMATION_SENT = "confirmation sent", Message("asked once more to confirm the address")
    ADDRESS_KEPT = "address kept", Message("earlier address kept")
    MERGED = "merged", Message("merged with another registration of the same person")
    APART = "apart", Message("is not the same person as somebody of a similar name, telephone or address")
    ERASED = "erased", Message("erased")
    EMPTIED = "emptied", Message("erased but for the proof that they had a place")


ENDS: Final[history.Ends] = {
    PersonKind.PERSON: (
        *(PersonAction.CANCELLED, PersonAction.DECLINED, PersonAction.OFFER_PASSED, PersonAction.CALLED_OFF),
        *(PersonAction.REGISTERED, PersonAction.PUT_BACK),
    ),
}
"""What is asked of the history: the last time that a registration was cancelled, unless it is valid again."""


def record(registration: Registration, action: PersonAction, act: Act, changes: Sequence[dict[str, Any]] = ()) -> None:
    """Write into the visit's history what was done to the registration."""
    history.record(
        registration.visit_id, act, action, PersonKind.PERSON, history_path(registration.id), changes=changes
    )


def record_erased(visit_id: int, people: int, *, act: Act, action: PersonAction = PersonAction.ERASED) -> None:
    """Write down that so many were erased, or emptied, and nothing of who they were."""
    number = [history.change("number", None, people)]
    history.record(visit_id, act, action, PersonKind.PEOPLE, "registrations", changes=number)


def history_path(identity: UUID) -> str:
    """As the history names that registration."""
    return f"registration.{identity}"


@teller
class PersonTeller(Teller):
    kinds, actions = PersonKind, PersonAction

    @cached_property
    def people(self) -> Mapping[str, str]:
        """{thing: the person's name} of those who are still there."""
        named = filter(None, map(_id_in, self.things))
        return {history_path(identity): name for identity, name in names_of(self.visit.id, named).items()}

    def name(self, thing: str) -> Name | None:
        """Whoever is not there any more has no name."""
        if thing == "registrations":
            return Name(self.say(Message("Registrations")), link=self.at("registrations"))
        if not thing.startswith("registration."):
            return None
        if thing not in self.people:
            return Name(self.say(Message("A registration")))
        link = self.at("registrations", thing.removeprefix("registration."))
        return Name(self.people[thing], self.say(Message("Registration")), link)

    @cached_property
    def asked(self) -> Questionnaire:
        """The visit's own questions now."""
        return questionnaire(self.visit)

    def label(self, thing: str, field: str) -> str:
        """By the names of a registration's fields; a question that was removed is called by its code."""
        if field.startswith(ANSWER):
            return field_title(self.asked, field, self.language)
        return Message("Number") if field == "number" else FIELD_NAMES.get(field, field)

    def value(self, thing: str, field: str, value: Any) -> str:
        """Of the state, its name; no other field's value is kept."""
        status = STATUS_NAMES.get(value) if field == "status" else None
        return self.say(status) if status else super().value(thing, field, value)


def _id_in(thing: str) -> UUID | None:
    try:
        return UUID(thing.removeprefix("registration."))
    except ValueError:
        return None
