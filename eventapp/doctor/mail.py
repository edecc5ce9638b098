"""Whether letters come out of here as they should, and what the mail server says to us."""

from collections.abc import Iterator

from eventapp.config import Settings
from eventapp.doctor.findings import Finding
from eventapp.notifications.delivery import ConversationFailed, conversation
from eventapp.notifications.message import faults


def look_at_mail(settings: Settings) -> Iterator[Finding]:
    """Begins a letter and takes it back; none is sent."""
    yield letters()
    yield server(settings)


def letters() -> Finding:
    """A letter with hostile names is made and read back: tried, not guessed from a version number."""
    if found := faults():
        remedy = "install another Python 3.11 or later (the README names those tried) and reinstall eventapp"
        return Finding("letters", f"come out otherwise than they should: {', '.join(found)}", remedy)
    return Finding("letters", "come out as they should")


def server(settings: Settings) -> Finding:
    """Greets, signs in, names the sender and takes leave."""
    if settings.smtp is None:
        return Finding("mail", "EVENTAPP_SMTP_URL is not set; letters are not sent and wait in: eventapp outbox")
    sender = settings.mail_from[1]
    try:
        with conversation(settings.smtp, sender) as opened:
            opened.try_sender()
    except ConversationFailed as failure:
        remedy = "correct EVENTAPP_SMTP_URL or EVENTAPP_MAIL_FROM, or the server; meanwhile letters wait, none is lost"
        return Finding("mail", f"no letter is taken from {sender}: {failure}", remedy)
    return Finding("mail", f"{settings.smtp.host}:{settings.smtp.port} takes letters from {sender}")
