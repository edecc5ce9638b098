"""Letters from the command line: seen, tried again, and one to try the server."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from eventapp.accounts.operations import add_account, send_sign_in_link
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.queries import BACKLOG
from eventapp.visits.history import history
from tests.commands.typed import typed
from tests.conftest import SECRET, installation
from tests.factories import LINKS, make_visit
from tests.notifications.post_office import PostOffice, open_post_office, post
from tests.processes import COMMAND, SOURCE, environment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with installation(tmp_path):
        yield tmp_path


def settings(home: Path, **more: str) -> dict[str, str]:
    return {"EVENTAPP_DATA_DIR": str(home), "EVENTAPP_SECRET_KEY": SECRET, **more}


def eventapp(home: Path, *words: str, **more: str) -> tuple[int, str]:
    """(exit status, what it says)."""
    session.remove()
    said = typed(settings(home, **more), *words)
    return said.status, said.out + said.error


def failed(visit: int | None, address: str) -> str:
    """A letter that was given up; its id."""
    identity = post(address=address, visit_id=visit)
    with transaction():
        mine = session.scalars(select(Mail.id).where(Mail.message_id == identity)).one()
        BACKLOG.note_failure(mine, "550 no", for_good=True, now=utc_now())
    return mine.hex


def states() -> dict[str, tuple[str, int]]:
    session.remove()
    return {mail.to_address: (mail.state, mail.tries) for mail in session.scalars(select(Mail))}


def test_all_that_failed_are_tried_again_also_letters_to_organisers(home: Path) -> None:
    visit = make_visit().id
    failed(visit, "a@example.org")
    failed(None, "b@example.org")
    assert eventapp(home, "outbox", "retry", "--failed") == (0, "Letters that are tried again: 2\n")
    assert states() == dict.fromkeys(("a@example.org", "b@example.org"), (MailState.WAITING, 0))
    assert [entry.action for entry in history(visit)] == ["tried again"]


def test_one_is_tried_again_by_its_id(home: Path) -> None:
    one, other = failed(None, "a@example.org"), failed(None, "b@example.org")
    assert eventapp(home, "outbox", "retry", one[:8]) == (0, "Letters that are tried again: 1\n")
    assert states()["b@example.org"] == (MailState.FAILED, 1)
    assert eventapp(home, "outbox", "retry", one[:8])[1] == (
        "eventapp: This letter has not failed: it waits or has been sent.\n"
    )
    assert eventapp(home, "outbox", "retry", "0" * 32)[1] == "eventapp: There is no such letter.\n"
    assert eventapp(home, "outbox", "retry", other, "--failed")[0] == 1


def test_what_waits_for_its_next_try_is_tried_now(home: Path) -> None:
    identity = post()
    with transaction():
        mine = session.scalars(select(Mail.id).where(Mail.message_id == identity)).one()
        BACKLOG.note_failure(mine, "451 later", now=utc_now() + timedelta(hours=1))
    assert eventapp(home, "outbox", "retry") == (0, "Letters that wait and are tried now: 1\n")
    session.remove()
    assert session.get_one(Mail, mine).due_at <= utc_now()


def test_letters_to_organisers_are_in_the_list(home: Path) -> None:
    with transaction():
        add_account("ona@xn--pato-h6a.lt", language="en", now=utc_now())
    with transaction():
        send_sign_in_link("ona@xn--pato-h6a.lt", language="en", links=LINKS, now=utc_now())
    assert "ona@pašto.lt  Your sign-in link" in eventapp(home, "outbox")[1]


@pytest.fixture
def office() -> Iterator[tuple[PostOffice, str]]:
    with open_post_office() as opened:
        yield opened


def test_a_letter_to_try_the_server(home: Path, office: tuple[PostOffice, str]) -> None:
    server, url = office
    status, words = eventapp(home, "mail", "test", "Ada@Pašto.lt", EVENTAPP_SMTP_URL=url)
    assert (status, words) == (0, f"{url.removeprefix('smtp://')} has taken it for Ada@pašto.lt: 250 OK\n")
    assert server.envelopes == [("noreply@localhost", ["Ada@xn--pato-h6a.lt"])]
    assert server.messages()[0]["Subject"] == "eventapp: a letter to try the mail server"


def test_a_letter_to_try_the_server_that_it_does_not_take(home: Path, office: tuple[PostOffice, str]) -> None:
    server, url = office
    server.answers["ada@example.org"] = "550 no such user"
    assert eventapp(home, "mail", "test", "ada@example.org", EVENTAPP_SMTP_URL=url) == (
        1,
        "eventapp: not sent: 550 no such user\n",
    )
    server.to_sender = "530 authenticate first"
    assert eventapp(home, "mail", "test", "ada@example.org", EVENTAPP_SMTP_URL=url) == (
        1,
        "eventapp: not sent: 127.0.0.1: 530 authenticate first\n",
    )


def test_without_a_server_or_to_no_address_there_is_nothing_to_try(home: Path) -> None:
    assert eventapp(home, "mail", "test", "ada@example.org") == (
        1,
        "eventapp: EVENTAPP_SMTP_URL is not set; no mail is sent\n",
    )
    status, words = eventapp(home, "mail", "test", "jūratė@example.com", EVENTAPP_SMTP_URL="smtp://127.0.0.1:1")
    assert (status, "“ū” before the @" in words) == (1, True)


def test_look_alikes_become_organisers_only_on_purpose(home: Path) -> None:
    seems = "ona@gm\u0430il.com"
    status, words = eventapp(home, "organiser", "add", seems)
    assert (status, "add --as-typed" in words) == (1, True)
    assert eventapp(home, "organiser", "add", "--as-typed", seems)[0] == 0
    assert eventapp(home, "organiser", "add", "jūratė@example.com")[0] == 1


# A library that writes encoded words as they are meant: what a letter says in its head becomes another head.
BROKEN = """
import base64
encode = base64.b64encode
base64.b64encode = lambda words, *more: words if b"=?" in words else encode(words, *more)
"""


def in_a_broken_python(home: Path, folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    (folder / "broken").mkdir()
    (folder / "broken" / "sitecustomize.py").write_text(BROKEN)
    environ = environment(**settings(home), PYTHONPATH=str(folder / "broken"))
    return subprocess.run([*COMMAND, command], cwd=SOURCE, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["serve", "worker", "run"])
def test_a_python_that_sends_other_heads_is_refused_at_the_start(home: Path, tmp_path: Path, command: str) -> None:
    done = in_a_broken_python(home, tmp_path, command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("eventapp: letters come out otherwise than they should (")


def test_the_doctor_names_a_python_that_sends_other_heads(home: Path, tmp_path: Path) -> None:
    assert "WRONG  letters: come out otherwise" in in_a_broken_python(home, tmp_path, "doctor").stdout
