"""The form that asks for a sign-in link."""

import pytest
from flask import Flask

from eventapp.accounts.forms import SignInForm


@pytest.mark.parametrize(
    ("typed", "address"),
    [("organiser@localhost", "organiser@localhost"), ("ona@pаypal.example", "ona@xn--pypal-4ve.example")],
    ids=["on this machine", "with a Cyrillic letter, which is not asked back"],
)
def test_any_address_that_an_account_may_have_is_taken(app: Flask, typed: str, address: str) -> None:
    with app.test_request_context(method="POST", data={"email": typed}):
        form = SignInForm("en", meta={"csrf": False})
        assert (form.validate(), form.email.address) == (True, address)
