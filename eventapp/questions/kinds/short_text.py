"""A line of text (pure)."""

from eventapp.core.text import Message
from eventapp.questions.kinds.kind import Kind


class ShortText(Kind):
    name = "short"
    label = Message("Short text")
