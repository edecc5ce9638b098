"""What organisers say of a clash: that it is meant, and why."""

from typing import Final

from wtforms import HiddenField, StringField

from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_line
from eventapp.registration.forms import AtMost, Needed

LENGTH: Final = 300


class ClashForm(Form):
    """Which one. ``back``: the page of the desk to which it leads, if not to that of all clashes."""

    clash = HiddenField()
    back = HiddenField()

    def leads_to(self, desk: str, otherwise: str) -> str:
        """Where to go then: a page below ``desk``, or ``otherwise``."""
        sent = self.back.data or ""
        return sent if sent.startswith(desk) and sent.isascii() and sent.isprintable() else otherwise


class IntendedForm(ClashForm):
    """``state``: the clash as it was shown."""

    state = HiddenField()
    reason = StringField(
        Message("Why it is intended"),
        [Needed(Message("Please say why, in a few words, for whoever asks later.")), AtMost(LENGTH)],
        filters=[lambda typed: clean_line(typed or "")],
    )

    def validate(self, extra_validators: object = None) -> bool:
        """The field is named after its clash: there is one for each on a page."""
        self.reason.id = f"why-{self.clash.data}"
        return super().validate(extra_validators)
