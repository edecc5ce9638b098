"""The proof: no letter is lost, whenever the worker is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.notifications.models import Mail, MailState
from tests.conftest import SECRET, installation
from tests.notifications.post_office import open_post_office, post

LETTERS, KILLS = 200, 30
# The worker's own delivery, again and again, with a lease short enough for a test to wait for.
SENDER = """
import os, time
from datetime import timedelta
from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.notifications.jobs import deliver_batch
app = create_app(read_settings(os.environ))
with app.app_context():
    print("ready", flush=True)
    while True:
        if not deliver_batch(app.extensions["eventapp.settings"], lease=timedelta(milliseconds=300)):
            time.sleep(0.02)
"""


def start(environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    sender = subprocess.Popen([sys.executable, "-c", SENDER], env=environ, stdout=subprocess.PIPE)
    with sender.stdout as lines:  # type: ignore[union-attr]
        assert lines.readline() == b"ready\n"
    return sender


def waiting() -> int:
    session.remove()
    return session.scalar(select(func.count()).where(Mail.state == MailState.WAITING)) or 0


def test_killed_thirty_times_every_letter_arrives_and_repeats_are_recognisable(tmp_path: Path) -> None:
    chance = random.Random(20170403)  # noqa: S311 - moments, not secrets
    with open_post_office() as (office, address):
        environ = {
            **os.environ,
            "EVENTAPP_DATA_DIR": str(tmp_path),
            "EVENTAPP_SECRET_KEY": SECRET,
            "EVENTAPP_SMTP_URL": address,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with installation(tmp_path):
            sent = {post(address=f"person-{number}@example.org") for number in range(LETTERS)}
            for _ in range(KILLS):
                sender = start(environ)
                time.sleep(chance.uniform(0, 0.06))
                sender.send_signal(signal.SIGKILL)
                sender.wait()
            in_between = waiting()
            sender = start(environ)
            deadline = time.monotonic() + 60
            while waiting() and time.monotonic() < deadline:
                time.sleep(0.1)
            sender.kill()
            sender.wait()
    arrived = defaultdict(set)
    for message in office.messages():
        arrived[message["To"].addresses[0].addr_spec].add(message["Message-ID"])
    assert len(arrived) == LETTERS
    assert {identity for identities in arrived.values() for identity in identities} == sent
    assert all(len(identities) == 1 for identities in arrived.values())
    assert in_between > 0, "the kills came too late to prove anything"
