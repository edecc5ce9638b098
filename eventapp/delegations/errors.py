"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class GroupRefused(Refusal):
    """Right as typed, but it cannot be done as things stand."""

    status = 409


class TooManyPeople(Refusal):
    """``rows``: how many there are, ``most``: how many there may be."""

    message = Message(
        "These are %(rows)s people; at most %(most)s can be registered at once. Please do it in parts, or turn to the"
        " organisers."
    )
    status = 422


class NobodyNamed(Refusal):
    message = Message("Nobody is named yet. Write at least one person into the table.")
    status = 422


class NotEnoughPlaces(GroupRefused):
    """``free``: how many of them could come."""

    message = Message(
        "There are too few places for this group, and no waiting list is open, so nobody was registered. Free for it: "
        "%(free)s."
    )


class WrittenToEnough(Refusal):
    message = Message(
        "This e-mail address has been entered very often. Please leave the person out, or try again later."
    )
    status = 429


class ReplacingIsOver(GroupRefused):
    message = Message("Nobody can be added or replaced any more: registration is closed. Please ask the organisers.")


class NotInTheGroup(GroupRefused):
    status = 410
    message = Message("This person is not in the group any more.")


class AnswersThemselves(GroupRefused):
    message = Message("This person has an e-mail address of their own, and answers and corrects everything themselves.")


class GroupNotFound(NotFound):
    message = Message("This link is not valid, or no longer valid. Please use the link in our latest letter to you.")
    refused_link = "group"


class GroupLinkIsReplaced(GroupNotFound):
    """``language``: the leader's."""

    message = Message("This link has been replaced by a new one. Please use the link in our latest letter to you.")
    status = 410

    def __init__(self, language: str = "") -> None:
        super().__init__()
        self.language = language


class GroupIsErased(GroupNotFound):
    message = Message("What we kept of this group's leader is erased, so this link opens nothing any more.")
    status = 410


class NoLeaderAnyMore(GroupRefused):
    """For an organiser."""

    message = Message("What was kept of this group’s leader is erased, so nobody can be written to.")


class NoSuchGroup(NotFound):
    """For an organiser."""

    message = Message("There is no such group in this visit.")
