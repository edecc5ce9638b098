"""A leader's way, in Lithuanian: six colleagues are pasted, two wait, one cancels on a phone, one is replaced."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import VISIT, installed, letter, link_in
from tests.notifications.post_office import PostOffice

PASTED = """Vardas\tPavardė\tEl. paštas\tPareigos
Žydrūnė\tĄžuolaitė\tzydrune@example.org\tSkyriaus vedėja
Jonas\tJonaitis\t\tVairuotojas
Ona\tOnaitė\tona@example.org\tBibliotekininkė
Petras\tPetraitis\tpetras@example.org\t
Eglė\tEglaitė\tegle@example.org\t
Šarūnas\tŠarka\t\t
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[tuple[str, PostOffice]]:
    with installed(tmp_path, VISIT.replace("places = 1", "places = 4")) as found:
        yield found


def fits(page: Page) -> bool:
    """Whether nothing stands beside the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.slow
def test_a_leader_registers_six_and_one_is_replaced(installation: tuple[str, PostOffice], browser: Browser) -> None:
    address, office = installation
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{address}/lt/oslo/register")
    page.get_by_role("link", name="Registruoti kelis iš karto").click()
    page.get_by_label("Organizacija", exact=True).select_option("other")
    page.get_by_label("Kitos organizacijos pavadinimas").fill("Varėnos biblioteka")
    leader = page.get_by_role("group", name="Jūs – registruojantis kitus")
    leader.get_by_label("Vardas", exact=True).fill("Rasa")
    leader.get_by_label("Pavardė").fill("Rasaitė")
    leader.get_by_label("El. paštas").fill("rasa@example.org")
    page.get_by_text("Paimti žmones iš turimo sąrašo").click()
    page.get_by_label("Įklijuokite skaičiuoklės eilutes").fill(PASTED)
    page.get_by_role("button", name="Perkelti į lentelę").click()
    expect(page.get_by_text("Lentelėje dabar 6 žmonės.")).to_be_visible()
    expect(page.locator("#given_name-6")).to_have_value("Šarūnas")
    page.get_by_label(re.compile("Kiekvienas jų žino")).check()
    page.get_by_role("button", name="Užregistruoti juos").click()
    expect(page).to_have_url(f"{address}/lt/oslo/register/group/sent")

    written = letter(office, "rasa@example.org", 1)
    body = written.get_body(("plain",))
    assert body is not None
    assert "Eilėje laukia 2 žmonės" in body.get_content()
    group = link_in(written)
    page.goto(group)
    expect(page.get_by_text("turi vietą", exact=True)).to_have_count(4)
    expect(page.get_by_text("laukia eilėje, numeris 1")).to_be_visible()

    phone = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    phone.goto(link_in(letter(office, "zydrune@example.org", 1)))
    phone.get_by_text("Atšaukti mano registraciją").click()
    phone.get_by_role("button", name="Taip, atšaukti").click()
    expect(phone.get_by_role("status")).to_have_text("Jūsų registracija atšaukta.")
    promoted = letter(office, "egle@example.org", 2)
    assert promoted["Subject"] == "Jums atsilaisvino vieta: Vizitas Osle"

    phone.goto(group)
    assert fits(phone)
    expect(phone.get_by_text("atsisakė dalyvauti")).to_be_visible()
    expect(phone.get_by_text("laukia eilėje, numeris 1")).to_have_count(1)
    phone.get_by_role("link", name=re.compile("Siųsti kitą žmogų.*Petras")).click()
    assert fits(phone)
    phone.get_by_label("Vardas", exact=True).fill("Nora")
    phone.get_by_label("Pavardė").fill("Noraitė")
    phone.get_by_label("El. paštas").fill("nora@example.org")
    phone.get_by_label(re.compile("Kiekvienas jų žino")).check()
    phone.get_by_role("button", name="Registruoti šį žmogų vietoj jo").click()
    expect(phone.get_by_role("status")).to_contain_text("Vietoj jo atvyks kitas žmogus")
    told = [letter(office, f"{name}@example.org", number)["Subject"] for name, number in (("nora", 1), ("petras", 2))]
    assert told == ["Jūsų registracija patvirtinta: Vizitas Osle", "Vietoj jūsų atvyks kitas žmogus: Vizitas Osle"]
    phone.goto(link_in(letter(office, "petras@example.org", 2)))
    expect(phone.get_by_text("Jūsų grupės vadovas vietoj jūsų užregistravo kolegą.")).to_be_visible()
    for each in (page, phone):
        each.context.close()


@pytest.mark.slow
def test_the_form_fits_on_a_phone(installation: tuple[str, PostOffice], browser: Browser) -> None:
    address, _ = installation
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    phone.goto(f"{address}/lt/oslo/register/group")
    phone.get_by_role("button", name="Pridėti eilučių").click()
    expect(phone.locator("[name=given_name-10]")).to_have_count(1)
    phone.get_by_role("button", name="Užregistruoti juos").click()
    expect(phone.get_by_role("alert")).to_contain_text("Dar neįrašytas nė vienas žmogus.")
    phone.context.close()
