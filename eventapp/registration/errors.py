"""Refusals of this room."""

from collections.abc import Mapping
from uuid import UUID

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import LANGUAGES, LocalizedText, Message, say, translate
from eventapp.questions.rules import ANSWER


class RegistrationRefused(Refusal):
    """Right as typed, but it cannot be done as things stand."""

    status = 409


class RegistrationNotOpen(RegistrationRefused):
    message = Message("Registration has not opened yet.")


class RegistrationClosed(RegistrationRefused):
    message = Message("Registration is closed.")


class VisitIsFull(RegistrationRefused):
    message = Message("All places of this visit are taken, and no waiting list is open.")


class OrganisationIsFull(RegistrationRefused):
    message = Message("All places of this organisation are taken.")
    field = "organisation"


class ChoiceIsFull(RegistrationRefused):
    """``question``: its code; ``title``: what the choice is called."""

    message = Message("All places of “%(choice)s” are taken. Please choose something else.")

    def __init__(self, question: str, title: LocalizedText) -> None:
        super().__init__(choice=title)
        self.field = f"{ANSWER}{question}"  # type: ignore[misc] # another one each time

    def text(self, language: str) -> str:
        """With what the choice is called there."""
        return translate(language, self.message, choice=say(self.values["choice"], language, LANGUAGES))  # type: ignore[arg-type]


class UnknownOrganisation(RegistrationRefused):
    message = Message("Choose an organisation from the list.")
    field = "organisation"
    status = 422


class OrganisersDecideThat(RegistrationRefused):
    """Of somebody who would go by no organisation's limit any more, or past the organisers' decision."""

    message = Message(
        "Only the organisers can take you out of your organisation’s places: please write to them. Nothing is changed."
    )
    field = "organisation"


class RegistrationIsCancelled(RegistrationRefused):
    message = Message("This registration has been cancelled.")


class RegistrationIsRejected(RegistrationRefused):
    message = Message("This registration was not accepted, so nothing of it can be changed.")


class NotWaitingForDecision(RegistrationRefused):
    """Of a registration on which an organiser is to decide."""

    message = Message("Nothing is to be decided about this registration any more. Here is how it stands now.")


class NotWaiting(RegistrationRefused):
    message = Message("This person does not wait for a place any more. Here is how it stands now.")


class NothingOffered(RegistrationRefused):
    """Of a place that somebody accepts or declines."""

    message = Message("No place is offered to you any more. Here is how it stands now.")


class ReasonMissing(Refusal):
    message = Message("Please write down the reason.")
    field = "reason"


class ReasonTooLong(Refusal):
    message = Message("Please write at most %(most)s characters; these are %(number)s.")
    field = "reason"


class AlreadyRegistered(RegistrationRefused):
    """For an organiser, who may know it; ``registration``: which one has that address, ``name``: whose it is."""

    message = Message("%(name)s is already registered with this address.")
    field = "email"

    def __init__(self, registration: UUID, name: str) -> None:
        super().__init__(name=name)
        self.registration = registration


class NewAddressTaken(RegistrationRefused):
    """Told to whoever reads that mailbox."""

    message = Message(
        "Somebody is already registered for this visit with this e-mail address. If that is you, nothing needs to be "
        "confirmed: one of your two registrations can be cancelled."
    )


class SendingIsOver(RegistrationRefused):
    """Nothing that was sent from this browser can be corrected, or not any more."""

    message = Message(
        "The address can be corrected here for half an hour after the form was sent, in the same browser. Please "
        "register once more with the right address."
    )
    status = 410


class SameAddress(RegistrationRefused):
    message = Message("This is the address that you gave already.")
    field = "email"
    status = 422


class AnotherAddressMeanwhile(RegistrationRefused):
    """For an organiser who is about to write to an address that is not the person's any more."""

    message = Message("The address has changed since this page was shown, so nothing was sent. See where it goes now.")


class NothingToConfirm(RegistrationRefused):
    message = Message("No new address waits to be confirmed any more.")


class RegistrationNotFound(NotFound):
    message = Message("This link is not valid, or no longer valid. Please use the link in our latest letter to you.")
    refused_link = "registration"


class LinkIsReplaced(RegistrationNotFound):
    """``language``: the person's, "" where it is not known."""

    message = Message("This link has been replaced by a new one. Please use the link in our latest letter to you.")
    status = 410

    def __init__(self, language: str = "") -> None:
        super().__init__()
        self.language = language


class RegistrationIsErased(RegistrationNotFound):
    message = Message("The registration that this link opened has been erased.")
    status = 410


class OnlyProofIsKept(RegistrationIsErased):
    """Of whoever had a place, after their term or when they have asked for it."""

    message = Message(
        "What we kept of you is erased, but for your name, your organisation and that you had a place: they are kept "
        "as proof for those who fund the visit."
    )


class PersonIsEmptied(Refusal):
    message = Message(
        "Of this person only name, organisation and that they had a place are kept any more, as proof. Nothing of it "
        "can be changed."
    )
    status = 409


class ProofIsOver(Refusal):
    """A genuine link of a letter that asks to confirm an address; there is nothing left to confirm."""

    status = 410


class AddressIsConfirmed(ProofIsOver):
    """``email``: the address, where the letter with the new link went, too."""

    message = Message(
        "This address has been confirmed already: our letters about the visit go to %(email)s. The latest one has the "
        "link to the registration."
    )


class ProofIsSuperseded(ProofIsOver):
    message = Message(
        "This link no longer counts, because another address was given after it was sent. If that is not right, please"
        " ask the organisers."
    )


class ChangeWasDropped(ProofIsOver):
    message = Message(
        "This link no longer counts: the change was taken back, and our letters go to the earlier address as before."
    )


class ProofHasExpired(ProofIsOver):
    message = Message(
        "This link was good for seven days and is not any more. If the address is still to be changed, please ask for "
        "it once more, with the link in our letters to the earlier address."
    )


class NoSuchRegistration(NotFound):
    """For an organiser."""

    message = Message("There is no such registration in this visit; perhaps it has been erased.")


class NotATelephone(Refusal):
    message = Message("This is not a telephone number. Please begin with the country code, as in +370 612 34567.")
    field = "phone"


class MoreThanATelephone(Refusal):
    message = Message("Please write one telephone number here and nothing else, as in +370 612 34567.")
    field = "phone"


class WhichCountry(Refusal):
    """``readings``: {country: the number in E.164, if it is of that one}."""

    message = Message("Of which country is this number? Choose it below, or begin with the country code.")
    field = "phone"

    def __init__(self, readings: Mapping[str, str]) -> None:
        super().__init__()
        self.readings = readings
