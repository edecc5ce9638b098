"""Questions that hang on others: shown when they are asked, in words without a script, by keyboard as by mouse."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

FORM = "/en/oslo-2017/register"


def test_a_question_appears_when_it_is_asked_and_goes_with_what_hangs_on_it(open_page: Callable[..., Page]) -> None:
    page = open_page(FORM)
    flight, fetch, bags = (page.locator(f"[data-above]:has([name='answer-{name}'])") for name in FOUND)
    for question in (flight, fetch, bags):
        expect(question).to_be_hidden()
    page.get_by_label("Plane").focus()
    page.keyboard.press("Space")
    expect(flight).to_be_visible()
    expect(bags).to_be_hidden()
    fetch.get_by_label("Yes").check()
    expect(bags).to_be_visible()
    page.get_by_label("Bags").fill("2")
    page.get_by_label("Car").check()
    for question in (flight, fetch, bags):
        expect(question).to_be_hidden()
    page.get_by_label("Plane").check()
    expect(page.get_by_label("Bags")).to_have_value("2")


FOUND = ("flight", "pick-up", "bags")


def test_without_a_script_it_says_when_it_is_asked(open_page: Callable[..., Page]) -> None:
    page = open_page(FORM, java_script_enabled=False)
    expect(page.get_by_text("Only if you answer “Plane” to “How do you arrive?”.")).to_have_count(3)
    expect(page.get_by_label("Bags")).to_have_accessible_description(
        "Only if you answer “Yes” to “Shall we fetch you?”."
    )
    expect(page.get_by_label("Bags")).to_be_visible()


def test_who_comes_back_to_the_form_finds_what_they_had_answered(open_page: Callable[..., Page]) -> None:
    page = open_page(FORM)
    page.get_by_label("Plane").check()
    flight = page.locator("[name='answer-flight']")
    flight.fill("SK 4711")
    page.get_by_role("link", name="Send me my link").click()
    page.wait_for_url("**l=en")
    page.go_back()
    expect(page.get_by_label("Plane")).to_be_checked()
    expect(flight).to_be_visible()
    expect(flight).to_have_value("SK 4711")
