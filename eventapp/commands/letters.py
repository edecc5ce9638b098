"""The outbox and the mail server, for whoever runs the installation."""

from uuid import UUID, uuid4

import click

from eventapp.commands.application import application
from eventapp.commands.start import fail
from eventapp.config import Settings
from eventapp.core import current, mailboxes
from eventapp.core.acts import COMMAND
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.links import Links
from eventapp.core.mailboxes import shown
from eventapp.desk.letters import try_letter_again
from eventapp.notifications import operations, queries
from eventapp.notifications.delivery import ConversationFailed, LetterFailed, conversation
from eventapp.notifications.letters import text_of
from eventapp.notifications.message import Outgoing


@click.group("outbox", invoke_without_command=True)
@click.pass_context
def letters(context: click.Context) -> None:
    """The latest letters: those that were sent, those that wait, those that failed and why."""
    if context.invoked_subcommand:
        return
    with application():
        for mail in queries.outbox():
            when = f"{mail.sent_at or mail.created_at:%Y-%m-%d %H:%M}"
            line = f"{mail.id.hex[:8]}  {mail.state:8} {when}  {shown(mail.to_address) or '(emptied)'}  {mail.subject}"
            click.echo(line + (f"  [{mail.tries} tries: {mail.error}]" if mail.error else ""))


@letters.command("show")
@click.argument("beginning", metavar="ID")
def show_letter(beginning: str) -> None:
    """One letter as text, with its links; ID is the beginning of its id in the list."""
    with application():
        mail = queries.get_mail(beginning)
        click.echo(f"To: {mail.to_name} <{shown(mail.to_address)}>\nSubject: {mail.subject}\n\n{text_of(mail)}")


@letters.command("retry")
@click.argument("beginning", metavar="[ID]", default="")
@click.option("--failed", is_flag=True, help="All that were given up.")
def retry(beginning: str, *, failed: bool) -> None:
    """Send again the letter ID, or all that failed; without either, what waits for its next try is tried now."""
    if beginning and failed:
        fail("either ID or --failed, not both")
    with application():
        if beginning or failed:
            chosen = [queries.get_mail(beginning)] if beginning else queries.failed_letters()
            for visit_id, mail_id in [(mail.visit_id, mail.id) for mail in chosen]:
                _try_again(visit_id, mail_id)
            click.echo(f"Letters that are tried again: {len(chosen)}")
            return
        with transaction():
            number = operations.try_all_now(now=utc_now())
        click.echo(f"Letters that wait and are tried now: {number}")


def _try_again(visit_id: int | None, mail_id: UUID) -> None:
    with transaction():
        if visit_id is None:
            operations.try_mail_again(mail_id, now=utc_now())
        else:
            try_letter_again(visit_id, mail_id, act=current.act(COMMAND))


@click.group("mail")
def mail_server() -> None:
    """The mail server."""


@mail_server.command("test")
@click.argument("address")
def test_mail(address: str) -> None:
    """Send a letter to ADDRESS now, past the outbox, and say what the server answers."""
    try:
        recipient = mailboxes.parse(address, anywhere=True)
    except Refusal as refusal:
        fail(f"{address}: {refusal.text('en')}")
    with application() as made:
        chosen: Settings = made.extensions["eventapp.settings"]
        if chosen.smtp is None:
            fail("EVENTAPP_SMTP_URL is not set; no mail is sent")
        try:
            with conversation(chosen.smtp, chosen.mail_from[1]) as server:
                answer = server.hand_over(recipient, _test_letter(chosen, recipient).wire())
        except (ConversationFailed, LetterFailed) as failure:
            fail(f"not sent: {failure}")
    click.echo(f"{chosen.smtp.host}:{chosen.smtp.port} has taken it for {shown(recipient)}: {answer}")


def _test_letter(chosen: Settings, recipient: str) -> Outgoing:
    words = f"This letter was sent by hand from {chosen.base_url}. That it has arrived is all it says."
    return Outgoing(
        sender=chosen.mail_from,
        recipient=("", recipient),
        subject="eventapp: a letter to try the mail server",
        written_at=utc_now(),
        identity=operations.message_identity(uuid4(), Links.of(chosen).host),
        language="en",
        text=f"{words}\n",
        html=f'<!doctype html>\n<html lang="en">\n<title>eventapp</title>\n<p>{words}</p>\n</html>\n',
    )
