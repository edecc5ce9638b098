"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class VisitNotFound(NotFound):
    message = Message("There is no such visit.")


class NoSuchMember(NotFound):
    message = Message("This account has no role in the visit any more.")


class LastOrganiser(Refusal):
    message = Message("Somebody has to organise the visit. Let another account organise it first.")
    status = 409
