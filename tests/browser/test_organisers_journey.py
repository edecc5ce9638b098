"""An organiser's way, with the real command and a real browser: from the printed link to a released change."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from eventapp.core.text import translate
from tests.browser.test_journey import wait_for
from tests.processes import Installation, started

PHONE = ViewportSize(width=360, height=740)
VISIT = "/organise/visits/oslo-2017"
NOTE = {"lt": "Pranešimas vėliau.", "en": "The talk is later.", "nb": "Innlegget er senere."}


def words(message: str, **values: object) -> str:
    """As the Lithuanian page says it."""
    return translate("lt", message, **values)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """What `eventapp run` makes by itself: the Oslo visit, released, with one organiser."""
    with started(tmp_path / "said", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        running.wait_until_ready()
        yield running


def sign_in(installation: Installation, page: Page) -> None:
    """With the link that the start has printed."""
    wait_for(lambda: "/sign-in/" in installation.output())
    link = re.search(r"http://\S+/sign-in/\S+", installation.output())
    assert link
    page.goto(link[0] + "?l=lt")
    page.get_by_role("main").get_by_role("button", name=words("Sign in")).click()
    expect(page).to_have_url(re.compile("/organise/$"))


def save(page: Page) -> None:
    page.get_by_role("button", name=words("Save")).click()


def saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text(words("Saved. Readers see it with the next release."))


def release(page: Page, installation: Installation, number: int) -> None:
    """With a note in three languages; afterwards every file is there, the paper too."""
    page.goto(installation.address + f"{VISIT}/release")
    for language, note in NOTE.items():
        page.locator(f"#note_{language}").fill(note)
    page.get_by_role("button", name=words("Release version %(number)s", number=number)).click()
    expect(page.get_by_role("status")).to_have_text(words("Version %(number)s is public now.", number=number))
    expect(page.locator("#made").get_by_role("link", name=words("ready"))).to_have_count(9, timeout=60_000)


def entries(installation: Installation) -> dict[str, dict[str, str]]:
    """{UID: {property: value}} of the Lithuanian calendar."""
    with urllib.request.urlopen(installation.address + "/lt/oslo-2017/programme.ics") as answer:
        calendar = answer.read().decode().replace("\r\n ", "")
    parts = [part.split("END:VEVENT")[0].strip().splitlines() for part in calendar.split("BEGIN:VEVENT")[1:]]
    found = [{line.split(":")[0].split(";")[0]: line.split(":", 1)[1] for line in part} for part in parts]
    return {entry["UID"]: entry for entry in found}


def paper(installation: Installation) -> bytes:
    with urllib.request.urlopen(installation.address + "/lt/oslo-2017/programme.pdf") as answer:
        return bytes(answer.read())


@pytest.mark.slow
def test_a_session_with_two_slots_in_three_languages_is_added_on_a_phone_and_released(
    installation: Installation, browser: Browser
) -> None:
    page = browser.new_context(viewport=PHONE, base_url=installation.address).new_page()
    sign_in(installation, page)
    page.get_by_role("link", name="Projekto partnerių vizitas Osle").click()
    page.get_by_role("link", name=words("Sessions"), exact=True).click()
    page.get_by_role("link", name=words("New session")).click()
    for language, title in (("lt", "Apskritasis stalas"), ("en", "Round table"), ("nb", "Rundebord")):
        page.locator(f"#title-{language}").fill(title)
    page.get_by_label(words("Kind")).select_option("discussion")
    page.locator("#day").select_option("2017-04-05")
    page.locator("#from").fill("16:00")
    page.locator("#to").fill("17:30")
    save(page)
    saved(page)
    for speaker in ("Jonna Vienola", "Haakon Meland Eriksen"):
        page.get_by_role("link", name=words("New speaker slot")).click()
        page.get_by_label(words("Speaker"), exact=True).select_option(label=speaker)
        for language in ("lt", "en", "nb"):
            page.locator(f"#topic-{language}").fill(f"{speaker} ({language})")
        page.locator("#minutes").fill("30")
        save(page)
        saved(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    release(page, installation, 2)
    for path, title in (("lt", "Apskritasis stalas"), ("en", "Round table"), ("nb", "Rundebord")):
        page.goto(f"/{path}/oslo-2017/programme")
        page.get_by_role("link", name=title).click()
        expect(page.get_by_text(f"Jonna Vienola ({path})")).to_be_visible()
        expect(page.get_by_text(f"Haakon Meland Eriksen ({path})")).to_be_visible()
    page.context.close()


@pytest.mark.slow
def test_sign_in_edit_two_at_once_release(installation: Installation, browser: Browser) -> None:
    context: BrowserContext = browser.new_context(base_url=installation.address)
    one, other = context.new_page(), context.new_page()
    sign_in(installation, one)
    before, old_paper = entries(installation), None
    wait_for(lambda: paper_is_there(installation))
    old_paper = paper(installation)
    talk = f"{VISIT}/sessions/nuotolinis-mokymasis"
    one.goto(talk)
    other.goto(talk)
    one.locator("#from").fill("09:30")
    one.locator("#to").fill("11:00")
    save(one)
    saved(one)
    other.locator("#title-lt").fill("Nuotolinis mokymasis savivaldybėse: gera patirtis")
    save(other)
    expect(other.get_by_role("status")).to_contain_text(words("What others have changed meanwhile is kept, too."))
    expect(other.locator("#from")).to_have_value("09:30")
    one.locator("#title-lt").fill("Kitaip")
    save(one)
    expect(one.get_by_role("alert")).to_contain_text(words("Somebody else has changed the same"))
    expect(one.locator("#title-lt")).to_have_value("Kitaip")
    expect(one.locator("#title-lt-error ~ .theirs")).to_contain_text("gera patirtis")
    one.get_by_label(words("Take this instead of mine")).check()
    save(one)
    expect(one.get_by_role("status")).to_have_text(words("Nothing was changed, so nothing was saved."))
    assert entries(installation) == before, "nothing is public before the release"
    other.goto(f"{VISIT}/release")
    expect(other.locator("#changes ~ .changes").first).to_be_visible()
    expect(other.get_by_text("Trečiadienis, balandžio 5 d. 09.30–11.00")).to_be_visible()
    release(one, installation, 2)
    after = entries(installation)
    moved = {uid for uid in before if after[uid] != before[uid]}
    (uid,) = moved
    assert int(after[uid]["SEQUENCE"]) == int(before[uid]["SEQUENCE"]) + 1
    assert after[uid]["DTSTART"] == "20170405T093000"
    assert after.keys() == before.keys()
    one.goto("/lt/oslo-2017/programme")
    expect(one.get_by_role("heading", name="Nuotolinis mokymasis savivaldybėse: gera patirtis")).to_be_visible()
    assert paper(installation) != old_paper
    context.close()


def paper_is_there(installation: Installation) -> bool:
    try:
        return paper(installation).startswith(b"%PDF")
    except OSError:
        return False
