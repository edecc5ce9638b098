"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class SpeakerLinkNotFound(NotFound):
    message = Message("This link is not valid, or no longer valid. Please use the link in our latest letter to you.")
    refused_link = "speaker"


class SpeakerLinkReplaced(SpeakerLinkNotFound):
    message = Message("This link has been replaced by a new one. Please use the link in our latest letter to you.")
    status = 410


class NotYourSlot(Refusal):
    """A speaker answers for what is theirs no longer, or never was."""

    message = Message(
        "The programme has changed meanwhile: you are not asked for this any more. Here is how it is now."
    )
    status = 409


class AlreadyOver(Refusal):
    message = Message("This is over, so there is nothing to answer any more.")
    status = 409


class WordTooLong(Refusal):
    message = Message("Please write at most %(most)s characters; these are %(number)s.")
    field = "word"
    status = 422


class ProposalIsGone(Refusal):
    message = Message("This proposal has been taken or left meanwhile, or the speaker has written another one.")
    status = 409
