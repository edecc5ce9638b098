"""Figures for a monitor on this machine: what they say, and that nobody else finds them."""

import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp import __version__
from eventapp.app import create_app
from eventapp.core import migrations
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.heartbeats import beat
from eventapp.notifications.models import Mail
from eventapp.publishing.models import Output
from tests.at_desk import statements
from tests.conftest import SECRET, installation, make_settings
from tests.factories import make_visit, publish
from tests.notifications.post_office import post
from tests.processes import COMMAND, environment, started, started_in

LOCAL = "http://127.0.0.1:8001"


def read(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics", base_url=LOCAL)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parsed(answer.text)


def parsed(text: str) -> dict[str, float]:
    """{name and labels: value}; every sample stands under its HELP and TYPE, every line is ended."""
    assert text.endswith("\n")
    found: dict[str, float] = {}
    described = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            described = line.split()[2]
        elif line.startswith("#"):
            assert line == f"# TYPE {described} gauge"
        else:
            name, value = line.rsplit(" ", 1)
            assert name.split("{")[0] == described
            found[name] = float(value)
    return found


def test_an_installation_in_which_nothing_has_happened(client: FlaskClient) -> None:
    shape = migrations.head()
    assert read(client) == {
        f'eventapp_version_info{{version="{__version__}"}}': 1,
        f'eventapp_database_shape_info{{revision="{shape}"}}': 1,
        'eventapp_letters{state="waiting"}': 0,
        'eventapp_letters{state="failed"}': 0,
        "eventapp_letters_oldest_due_seconds": 0,
        'eventapp_pdfs{state="due"}': 0,
        'eventapp_pdfs{state="failed"}': 0,
    }


def test_letters_pdfs_and_the_worker(client: FlaskClient) -> None:
    now = utc_now()
    visit = make_visit()
    publish(visit.id)
    for minutes in (-60, 2, 20, 30):
        post(now=now - timedelta(minutes=minutes))
    with transaction():
        session.execute(update(Mail).where(Mail.due_at < now - timedelta(minutes=25)).values(state="failed"))
        pdfs = session.scalars(select(Output.id).where(Output.kind == "pdf")).all()
        session.execute(update(Output).where(Output.id == pdfs[0]).values(state="failed"))
        beat("registration.erase", now=now - timedelta(seconds=90))
    found = read(client)
    assert found['eventapp_letters{state="waiting"}'] == 3  # one of them is not due yet
    assert found['eventapp_letters{state="failed"}'] == 1
    assert 1200 <= found["eventapp_letters_oldest_due_seconds"] < 1300
    assert found['eventapp_pdfs{state="due"}'] == len(pdfs) - 1
    assert found['eventapp_pdfs{state="failed"}'] == 1
    assert 90 <= found['eventapp_worker_beat_age_seconds{job="registration.erase"}'] < 190


def test_only_the_current_release_counts(client: FlaskClient) -> None:
    visit = make_visit()
    publish(visit.id)
    first = read(client)['eventapp_pdfs{state="due"}']
    publish(visit.id)
    assert read(client)['eventapp_pdfs{state="due"}'] == first > 0


def test_the_price_does_not_grow_with_the_letters(client: FlaskClient) -> None:
    few = statements(client, "/metrics")
    for _ in range(5):
        post(now=utc_now())
    assert statements(client, "/metrics") == few <= 5


def test_ready_all_the_same_but_in_more_words(tmp_path: Path) -> None:
    now = utc_now()
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1") as app:
        assert app.test_client().get("/readyz").text == "ready\n"
        post(now=now - timedelta(minutes=12, seconds=1))
        with transaction():
            beat("registration.erase", now=now - timedelta(minutes=6))
        answer = app.test_client().get("/readyz")
        assert answer.status_code == 200
        assert answer.text.splitlines() == [
            "ready",
            f"no worker has been heard of since {now - timedelta(minutes=6):%Y-%m-%d %H:%M} UTC",
            "a letter has been due for 12 minutes",
        ]
        with transaction():
            beat("registration.erase", now=now)
        assert len(app.test_client().get("/readyz").text.splitlines()) == 2


def test_without_a_mail_server_no_letter_is_late(client: FlaskClient) -> None:
    post(now=utc_now() - timedelta(days=3))
    assert client.get("/readyz").text == "ready\n"


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"),
        *("X-Client-IP", "True-Client-IP", "CF-Connecting-IP"),
    ],
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_whoever_comes_through_a_proxy_finds_nothing(client: FlaskClient, header: str, value: str) -> None:
    assert client.get("/metrics", base_url=LOCAL, headers={header: value}).status_code == 404


@pytest.mark.parametrize(
    ("peer", "name", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8001", 200),
        ("127.0.0.2", "localhost:8001", 200),
        ("::1", "[::1]:8001", 200),
        ("", "localhost", 200),  # a unix socket: whoever may open it
        ("192.0.2.7", "127.0.0.1:8001", 404),
        ("2001:db8::7", "[::1]:8001", 404),
        ("127.0.0.1", "visits.example.org", 404),  # a proxy that tells nothing, but keeps the name
        ("127.0.0.1", "127.0.0.1.example.org", 404),
        ("127.0.0.1", "[::1", 404),
    ],
)
def test_who_is_on_this_machine(client: FlaskClient, peer: str, name: str, status: int) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": name}
    assert client.get("/metrics", environ_overrides=environ).status_code == status


def test_behind_trusted_proxies_the_peer_counts_and_not_what_is_said_of_it(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, EVENTAPP_TRUSTED_PROXIES="1"))
    headers = {"X-Forwarded-For": "127.0.0.1"}
    for peer in ("192.0.2.7", "127.0.0.1"):
        answer = app.test_client().get("/metrics", base_url=LOCAL, headers=headers, environ_base={"REMOTE_ADDR": peer})
        assert answer.status_code == 404


def test_nothing_is_there_looks_like_any_other_address_without_a_page(client: FlaskClient) -> None:
    hidden, none = (client.get(path, base_url="http://visits.example.org") for path in ("/metrics", "/metricz"))
    assert hidden.text.replace("/metrics", "/metricz") == none.text
    assert hidden.status_code == none.status_code == 404


def test_a_running_server_and_its_worker(tmp_path: Path) -> None:
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        running.wait_until_ready()
        while 'job="registration.erase"' not in (page := running.page("/metrics")):
            assert running.process.poll() is None, running.output()
            time.sleep(0.1)
        assert parsed(page)[f'eventapp_version_info{{version="{__version__}"}}'] == 1


def test_over_a_unix_socket_whoever_may_open_it_is_on_this_machine(tmp_path: Path) -> None:
    """As curl asks and as nginx would: what the proxy adds gives it away here, too."""
    with installation(tmp_path):
        pass
    where = tmp_path / "socket"
    settings = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET}
    environ = environment(EVENTAPP_SOCKET=str(where), EVENTAPP_TRUSTED_PROXIES="1", **settings)
    with started_in(environ, tmp_path / "output", (*COMMAND, "serve")) as running:
        while not where.exists() or curl(where, "/readyz") != "200":
            assert running.process.poll() is None, running.output()
            time.sleep(0.1)
        assert curl(where, "/metrics") == "200"
        assert curl(where, "/metrics", "-H", "X-Forwarded-For: 127.0.0.1") == "404"
        assert curl(where, "/metrics", "-H", "Host: visits.example.org") == "404"


def curl(where: Path, path: str, *options: str) -> str:
    """The status of that address over that socket; "000" if nobody answers."""
    command = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--unix-socket", str(where)]
    done = subprocess.run([*command, *options, f"http://localhost{path}"], capture_output=True, text=True, check=False)
    return done.stdout
