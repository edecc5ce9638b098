"""A person's way through a visit, with the real commands, a real SMTP server and a real browser."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import SECRET, free_port
from tests.notifications.post_office import PostOffice, open_post_office

VISIT = """
[visit]
slug = "oslo"
timezone = "Europe/Oslo"
visible = true
first_day = 2017-04-03
last_day = 2017-04-06
name = { lt = "Vizitas Osle", en = "Visit to Oslo", nb = "Besøk i Oslo" }
city = { lt = "Oslas", en = "Oslo", nb = "Oslo" }
country = { lt = "Norvegija", en = "Norway", nb = "Norge" }

[registration]
open = true
places = 1
after_the_end = true

[[session]]
code = "opening"
kind = "meeting"
title = { lt = "Atidarymas", en = "Opening", nb = "Åpning" }
"""
PATIENCE_SECONDS = 30


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[tuple[str, PostOffice]]:
    """(address, post office) of a running installation with a released visit that has one place."""
    with installed(tmp_path, VISIT) as found:
        yield found


@contextmanager
def installed(folder: Path, visit: str) -> Iterator[tuple[str, PostOffice]]:
    """The same, of that visit."""
    with open_post_office() as (office, smtp):
        port = free_port()
        environ = {
            **os.environ, "PORT": str(port), "EVENTAPP_DATA_DIR": str(folder / "data"), "EVENTAPP_SECRET_KEY": SECRET,
            "EVENTAPP_SMTP_URL": smtp, "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        file = folder / "visit.toml"
        file.write_text(visit)
        (folder / "data").mkdir()
        for command in (("db", "upgrade"), ("visit", "load", str(file)), ("release", "oslo", "--note", "en=First")):
            subprocess.run([sys.executable, "-m", "eventapp", *command], env=environ, check=True)
        with running(environ, port):
            yield f"http://127.0.0.1:{port}", office


@contextmanager
def running(environ: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "eventapp", "run"], env=environ, start_new_session=True)
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/en/"))
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def letter(office: PostOffice, to: str, number: int) -> EmailMessage:
    """The ``number``-th letter to that address, once it has arrived."""

    def to_them() -> list[EmailMessage]:
        return [message for message in office.messages() if message["To"].addresses[0].addr_spec == to]

    wait_for(lambda: len(to_them()) >= number)
    return to_them()[number - 1]


def link_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    found = re.search(r"http://\S+/[rg]/\S+", body.get_content() if body else "")
    assert found
    return found[0]


def register(page: Page, address: str, name: str, email: str) -> None:
    page.goto(f"{address}/lt/oslo/register")
    page.get_by_label("Vardas", exact=True).fill(name)
    page.get_by_label("Pavardė").fill("Ąžuolaitė")
    page.get_by_label("El. paštas").fill(email)
    page.get_by_label("Organizacija", exact=True).select_option("other")
    page.get_by_label("Kitos organizacijos pavadinimas").fill("Varėnos biblioteka")
    page.get_by_label(re.compile("Sutinku, kad mano duomenys")).check()
    page.get_by_role("button", name="Registruotis").click()
    expect(page).to_have_url(f"{address}/lt/oslo/register/sent")


@pytest.mark.slow
def test_register_mail_change_cancel_promotion(installation: tuple[str, PostOffice], browser: Browser) -> None:
    address, office = installation
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    register(page, address, "Žydrūnė", "zydrune@example.org")
    register(page, address, "Jonas", "jonas@example.org")

    first = letter(office, "zydrune@example.org", 1)
    assert [part.get_content_type() for part in first.iter_attachments()] == ["text/calendar"]
    second = letter(office, "jonas@example.org", 1)
    assert list(second.iter_attachments()) == []
    page.goto(link_in(second))
    expect(page.get_by_text("laukiančiųjų eilėje, esate pirmas (-a) eilėje")).to_be_visible()

    page.goto(link_in(first))
    page.get_by_role("link", name="Keisti").click()
    page.get_by_label("Pareigos").fill("Bibliotekininkė")
    page.get_by_role("button", name="Įrašyti").click()
    expect(page.get_by_role("status")).to_have_text("Pakeitimai įrašyti.")
    expect(page.get_by_text("Bibliotekininkė")).to_be_visible()

    page.get_by_text("Atšaukti mano registraciją").click()
    page.get_by_role("button", name="Taip, atšaukti").click()
    expect(page.get_by_role("status")).to_have_text("Jūsų registracija atšaukta.")

    promoted = letter(office, "jonas@example.org", 2)
    assert [part.get_content_type() for part in promoted.iter_attachments()] == ["text/calendar"]
    page.goto(link_in(promoted))
    expect(page.get_by_text("patvirtinta")).to_be_visible()
    page.context.close()


@pytest.mark.slow
def test_a_typing_mistake_is_corrected_and_a_new_address_is_proved(
    installation: tuple[str, PostOffice], browser: Browser
) -> None:
    """The letters are those that a mail server got: a stranger's has no key and no name."""
    address, office = installation
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    register(page, address, "Žydrūnė", "zydrnue@example.org")
    expect(page.get_by_text("Laiškas siunčiamas adresu zydrnue@example.org.")).to_be_visible()
    page.get_by_label("El. paštas").fill("zydrune@example.org")
    page.get_by_role("button", name="Siųsti šiuo adresu").click()
    expect(page.get_by_text("Parašėme adresu zydrune@example.org.")).to_be_visible()
    first = link_in(letter(office, "zydrune@example.org", 1))

    page.goto(first)
    page.get_by_role("link", name="Keisti").click()
    page.get_by_label("El. paštas").fill("nauja@example.org")
    page.get_by_role("button", name="Įrašyti").click()
    expect(page.get_by_role("button", name="Palikti zydrune@example.org")).to_be_visible()

    asks = letter(office, "nauja@example.org", 1)
    assert (asks["To"].addresses[0].display_name, "Žydrūnė" in str(asks.get_body())) == ("", False)
    page.goto(link_in(asks))
    assert "/r/email/" in page.url
    page.get_by_role("button", name="Patvirtinti adresą").click()
    expect(page.get_by_role("heading", name="Adresas patvirtintas")).to_be_visible()

    page.goto(link_in(letter(office, "nauja@example.org", 2)))
    expect(page.get_by_text("nauja@example.org")).to_be_visible()
    told = letter(office, "zydrune@example.org", 2)
    assert "/r/" not in str(told.get_body(("plain",)))
    page.goto(first)
    expect(page.get_by_text("Ši nuoroda pakeista nauja.")).to_be_visible()
