"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class VariantNotFound(NotFound):
    message = Message("There is no such variant; perhaps somebody has dropped it.")


class VariantChangedMeanwhile(Refusal):
    message = Message("Somebody else has gone on in this variant. Please look at it once more.")
    status = 409


class NothingToAdopt(Refusal):
    message = Message("Nothing of this variant is different from the programme, or can be adopted.")
    status = 409


class TooManyVariants(Refusal):
    """``most``: so many a visit may have."""

    message = Message("There are %(most)s variants already. Please drop one that is no longer needed.")
    status = 409
