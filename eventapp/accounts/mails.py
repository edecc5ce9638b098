"""The letter of this room."""

from eventapp.core.text import Message, translate
from eventapp.notifications.letters import Letter

SUBJECT = Message("Your sign-in link")
PARAGRAPHS = (
    Message("Open the link and press the button there. It is good for 15 minutes, and once."),
    Message("If you did not ask for it, do nothing: nobody can sign in without this letter."),
)
BUTTON = Message("Sign in")


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
