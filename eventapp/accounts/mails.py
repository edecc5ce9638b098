"""The letters of this room."""

from datetime import datetime

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.notifications.letters import Letter

SUBJECT = Message("Your sign-in link")
PARAGRAPHS = (
    Message("Open the link and press the button there. It is good for 30 minutes, and once."),
    Message("If you did not ask for it, do nothing: nobody can sign in without this letter."),
)
BUTTON = Message("Sign in")
ENTERED_SUBJECT = Message("A new sign-in to your account")
ENTERED_PARAGRAPHS = (
    Message("Somebody has just signed in as you. If it was you, there is nothing to do."),
    Message(
        "If it was not you, open the page below and end that session. Whoever it was could read your mailbox: change"
        " its password, and tell whoever runs this installation."
    ),
)
ENTERED_BUTTON = Message("See where you are signed in")


def sign_in(language: str, link: str) -> Letter:
    """To an organiser who asked for it."""
    return Letter(
        language,
        translate(language, SUBJECT),
        sender="eventapp",
        paragraphs=[translate(language, paragraph) for paragraph in PARAGRAPHS],
        link=link,
        button=translate(language, BUTTON),
    )


def new_sign_in(language: str, device: str, at: datetime, link: str) -> Letter:
    """To an organiser in whose name a session was opened; ``device``: as accounts.rules.device names it."""
    when = dates.date_and_time(language, at, "UTC") + " UTC"
    browser = device or translate(language, Message("An unknown browser"))
    return Letter(
        language,
        translate(language, ENTERED_SUBJECT),
        sender="eventapp",
        paragraphs=[translate(language, paragraph) for paragraph in ENTERED_PARAGRAPHS],
        link=link,
        button=translate(language, ENTERED_BUTTON),
        facts=[
            (translate(language, Message("Device")), browser),
            (translate(language, Message("When")), when),
        ],
    )
