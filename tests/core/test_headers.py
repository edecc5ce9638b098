"""What keeps readers safe is said with every answer; under https also that there is no other way."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp.core.headers import CSP
from eventapp.core.static import static
from tests.conftest import installation

ADDRESSES = ["/lt/", "/healthz", static("app.css"), "/nothing", "/organise/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_them_once(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers.getlist("Content-Security-Policy") == [CSP]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers.getlist("Referrer-Policy") == ["same-origin"]
    assert headers.getlist("Permissions-Policy") == ["camera=(), geolocation=(), microphone=()"]
    assert headers.getlist("Cross-Origin-Opener-Policy") == ["same-origin"]
    assert "Strict-Transport-Security" not in headers


def test_under_https_browsers_are_to_stay_there_for_a_year(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_BASE_URL="https://visits.example.org") as app:
        said = app.test_client().get("/healthz").headers["Strict-Transport-Security"]
    assert said == "max-age=31536000"
