"""What the doctor says of the way to the pages: really asked, through a real proxy."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp import __version__
from eventapp.core.clock import utc_now
from eventapp.core.links import Links
from eventapp.doctor.findings import Finding
from eventapp.doctor.pages import look_at_pages
from eventapp.doctor.processes import look_at_processes
from eventapp.monitor import PROBE_HEADER, PROBE_PATH
from tests.conftest import SECRET, free_port, installation, make_settings
from tests.nginx import proxy
from tests.processes import COMMAND, SOURCE, Installation, environment, started

FOR = "    proxy_set_header X-Forwarded-For $remote_addr;\n"
PROTO = "    proxy_set_header X-Forwarded-Proto $scheme;\n"


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Installation]:
    with installation(folder):
        pass
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, **environ}
    with started(folder / "output", command=(*COMMAND, "serve"), **settings) as running:
        running.wait_until_ready()
        yield running


def ask(folder: Path, base_url: str, **environ: str) -> list[Finding]:
    return look_at_pages(make_settings(folder, EVENTAPP_BASE_URL=base_url, **environ), utc_now())


def test_a_server_without_a_proxy_and_one_with_another_key(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        assert ask(tmp_path, running.address) == [
            Finding("pages", f"{running.address} answers; no proxy says whom it speaks for")
        ]
        other = ask(tmp_path, running.address, EVENTAPP_SECRET_KEY="another-key-for-the-tests-and-nothing-else")
    assert other == [
        Finding(
            "pages",
            f"what answers at {running.address} does not know this installation's key (status 404)",
            "restart eventapp serve with these settings, or correct EVENTAPP_BASE_URL",
        )
    ]


def test_nobody_answers(tmp_path: Path) -> None:
    (found,) = ask(tmp_path, f"http://127.0.0.1:{free_port()}")
    assert (found.state, found.about) == ("unsure", "pages")
    assert "Connection refused" in found.words


@pytest.mark.parametrize(
    ("trusted", "changes", "findings"),
    [
        ("1", {}, []),
        (
            "0",
            {},
            ["one proxy says whom it speaks for, and EVENTAPP_TRUSTED_PROXIES is 0: all readers share one limit"],
        ),
        (
            "1",
            {FOR: ""},
            [
                "no proxy says whom it speaks for, and EVENTAPP_TRUSTED_PROXIES is 1: "
                "readers may say who they are themselves"
            ],
        ),
        ("1", {PROTO: ""}, ["it does not say that readers come by https"]),
    ],
)
def test_behind_nginx(
    trusted: str, changes: dict[str, str], findings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nginx" / "fullchain.pem"))
    with (
        serving(tmp_path, EVENTAPP_TRUSTED_PROXIES=trusted) as running,
        proxy(tmp_path / "nginx", (running.port, running.port), changes) as address,
    ):
        found = ask(tmp_path, address)
    assert [one.words for one in found if one.state == "wrong"] == findings
    assert [one.words for one in found if one.state == "ok"] == (
        [] if findings else [f"{address} answers; one proxy says whom it speaks for"]
    )


def test_a_certificate_that_browsers_refuse_and_a_proxy_before_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy(tmp_path / "nginx", (free_port(), free_port())) as address:
        (refused,) = ask(tmp_path, address)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nginx" / "fullchain.pem"))
        (nobody,) = ask(tmp_path, address)
    assert refused.words == f"browsers refuse the certificate at {address}: self-signed certificate"
    assert (nobody.state, nobody.words) == ("wrong", f"the answer at {address} is 502")


def probe(client: FlaskClient, value: str) -> int:
    return client.get(PROBE_PATH, headers={PROBE_HEADER: value}).status_code


def test_only_whoever_has_the_key_is_told_and_only_now(client: FlaskClient) -> None:
    links = Links("", SECRET)
    now = int(utc_now().timestamp())
    assert probe(client, f"{now}.{links.probe(now)}") == 200
    for second in (now - 90, now + 90):
        assert probe(client, f"{second}.{links.probe(second)}") == 404
    for value in (
        "",
        "1",
        f"{now}.",
        f"{now}.{links.probe(now + 1)}",
        f"{now}.ą",
        f"{now}.{Links('', 'x' * 32).probe(now)}",
    ):
        assert probe(client, value) == 404


def test_what_is_told(client: FlaskClient) -> None:
    second = int((utc_now() - timedelta(seconds=5)).timestamp())
    headers = {PROBE_HEADER: f"{second}.{Links('', SECRET).probe(second)}", "X-Forwarded-For": "192.0.2.1, 192.0.2.2"}
    answer = client.get(PROBE_PATH, headers=headers)
    assert answer.json == {"version": __version__, "forwarded": 2, "trusted": 0, "https": False}
    assert answer.headers["Cache-Control"] == "no-store"


LEFT = """
import os, sys, time
from eventapp.core.parents import WEB, call_itself
call_itself(WEB)
if os.fork():
    os._exit(0)
call_itself(WEB)
print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_a_process_that_was_left_behind_is_named(tmp_path: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", LEFT], cwd=SOURCE, env=environment(), stdout=subprocess.PIPE)
    assert done.stdout is not None
    with done.stdout:
        left = int(done.stdout.readline())
    done.wait()
    try:
        found = look_at_processes()
        assert found.state == "wrong"
        assert str(left) in found.remedy.removeprefix("kill ").split()
    finally:
        os.kill(left, signal.SIGKILL)


def test_the_processes_of_a_server_have_been_left_by_nobody(tmp_path: Path) -> None:
    with serving(tmp_path, EVENTAPP_WEB_PROCESSES="2") as running:
        web = [number for number in running.living() if Path(f"/proc/{number}/comm").read_text() == "eventapp-web\n"]
        found = look_at_processes()
    assert len(web) == 2
    assert not {str(number) for number in web} & set(found.remedy.split())
