"""Who asks: the language of a reader that has chosen none, has chosen one, or asks in several; the network."""

import pytest
from flask import Flask, session

from eventapp.core import reader


@pytest.mark.parametrize(
    ("query", "remembered", "asked", "found"),
    [
        ("?l=nb", "lt", "en", "nb"),
        ("?l=fr", "lt", "en", "lt"),
        ("", "lt", "en", "lt"),
        ("", "fr", "nb;q=0.4, lt;q=0.9", "lt"),
        ("", "", "nb", "nb"),
    ],
)
def test_the_query_goes_before_the_cookie_and_the_cookie_before_the_browser(
    app: Flask, query: str, remembered: str, asked: str, found: str
) -> None:
    with app.test_request_context(f"/{query}", headers={"Accept-Language": asked}):
        session["language"] = remembered
        assert reader.language() == found
        assert session["language"] == ("nb" if query == "?l=nb" else remembered)


@pytest.mark.parametrize(("query", "found"), [("", "lt"), ("?l=nb", "nb"), ("?l=fr", "lt")])
def test_an_account_s_language_holds_until_another_is_chosen(app: Flask, query: str, found: str) -> None:
    with app.test_request_context(f"/{query}", headers={"Accept-Language": "en"}):
        assert reader.account_language("lt") == found


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_network_is_an_address_or_a_household_s_64_bits(app: Flask, told: str, network: str) -> None:
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": told}):
        assert reader.network() == network
