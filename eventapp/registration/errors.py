"""Refusals of this room."""

from uuid import UUID

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class RegistrationRefused(Refusal):
    """Right as typed, but it cannot be done as things stand."""

    status = 409


class RegistrationNotOpen(RegistrationRefused):
    message = Message("Registration has not opened yet.")


class RegistrationClosed(RegistrationRefused):
    message = Message("Registration has closed.")


class VisitIsFull(RegistrationRefused):
    message = Message("All places of this visit are taken, and there is no waiting list.")


class OrganisationIsFull(RegistrationRefused):
    message = Message("All places of this organisation are taken.")
    field = "organisation"


class UnknownOrganisation(RegistrationRefused):
    message = Message("Choose an organisation from the list.")
    field = "organisation"
    status = 422


class RegistrationIsCancelled(RegistrationRefused):
    message = Message("This registration has been cancelled. To take part after all, please register again.")


class AlreadyRegistered(RegistrationRefused):
    """For an organiser, who may know it; ``registration``: which one has that address."""

    message = Message("This person is registered already.")
    field = "email"

    def __init__(self, registration: UUID) -> None:
        super().__init__()
        self.registration = registration


class EmailTaken(RegistrationRefused):
    message = Message("Somebody is already registered with this e-mail address.")
    field = "email"


class RegistrationNotFound(NotFound):
    message = Message("This link is not valid, or no longer valid. Please use the link in our latest letter to you.")


class NoSuchRegistration(NotFound):
    """For an organiser."""

    message = Message("There is no such registration in this visit; perhaps it has been erased.")
