"""Refusals of this room."""

from eventapp.core.errors import Refusal
from eventapp.core.text import Message


class PeopleInsideTheirTerm(Refusal):
    """The visit keeps data of people that it has promised to keep. ``day``: ISO 8601, when the last term is over."""

    message = Message(
        "People are registered whose data is kept until %(day)s. The visit can be removed once that day has come."
    )
    status = 409


class ProofHasNoDay(Refusal):
    """The visit keeps proof, and nobody has said until which day."""

    message = Message(
        "Proof of who had a place is kept, and nobody has said until when. Write the day into the facts, at the funder."
    )
    status = 409
