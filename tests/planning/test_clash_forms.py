"""Where a button beside a clash leads: a page of the same desk, or to all clashes."""

import pytest
from flask import Flask

from eventapp.planning.clash_forms import ClashForm

DESK = "/organise/visits/oslo/"


@pytest.mark.parametrize("back", ["sessions/a?done=1", "", "release#made"])
def test_back_to_a_page_of_the_desk(app: Flask, back: str) -> None:
    with app.test_request_context(method="POST", data={"back": DESK + back}):
        assert ClashForm("en").leads_to(DESK, "all") == DESK + back


@pytest.mark.parametrize("back", ["", "//example.org", "https://example.org", "/organise/visits/oslo2/", DESK + "\n"])
def test_and_nowhere_else(app: Flask, back: str) -> None:
    with app.test_request_context(method="POST", data={"back": back}):
        assert ClashForm("en").leads_to(DESK, "all") == "all"
