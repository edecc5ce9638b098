"""The form of this room."""

from eventapp.core.forms import Form, MailboxField
from eventapp.core.text import Message


class SignInForm(Form):
    """An organiser's address; the link goes there. ``organiser@localhost``, whom ``eventapp run`` makes, is one too.

    Nothing is asked back: only an address that an organiser has gets a letter.
    """

    email = MailboxField(Message("E-mail"), anywhere=True, asks_back=False)
