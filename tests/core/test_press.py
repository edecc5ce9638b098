"""The press in its own process: limits end it, hostile text does not, and a killed worker loses nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.core.errors import NotPrinted
from eventapp.core.press import Limits, print_apart, read_apart
from eventapp.core.text import LANGUAGES
from eventapp.core.workbook import unpack
from eventapp.exports.booklet import booklet
from eventapp.exports.pdf import render_pdf
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.values import LINE
from tests.conftest import SECRET, installation
from tests.factories import make_session, make_visit, public_programme, public_session, publish

WORK = "eventapp.exports.pdf:render_pdf"
COMMAND = [sys.executable, "-m", "eventapp.core.press", WORK]
HOSTILE = (
    "",
    "x" * 10_000,
    "a\r\nb",
    "<script>alert(1)</script><img src='file:///etc/passwd'>",
    "=cmd()|' /C calc'!A0",
    "{{7*7}}{% raw %}",
    "\u202egnp.exe\u2066",
    "🍕👩‍👩‍👧",
    "e\u0301\u0328",
    "</td></tr></table><div style='height:9999999mm'>",
)


def test_hostile_words_are_printed_or_dropped_but_never_end_it() -> None:
    items = [
        public_session(
            f"s{number}", title=dict.fromkeys(LANGUAGES, words[:LINE]), abstract=dict.fromkeys(LANGUAGES, words)
        )
        for number, words in enumerate(HOSTILE)
    ]
    pdf = print_apart(render_pdf, booklet(public_programme(*items), "lt", "https://visits.example.org"))
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    words = said.replace("\n", "")
    assert "<script>alert(1)</script><img src='file:///etc/passwd'>" in words
    assert "{{7*7}}{% raw %}" in words
    assert "x" * 2_000 in words


def test_a_page_beyond_the_limits_is_not_printed() -> None:
    """The numbers of the process itself, made small: a document that would take minutes ends with a reason."""
    narrow = "import eventapp.core.press as press; press.CPU_SECONDS = 2; raise SystemExit(press.main())"
    html = "<html lang='en'><title>x</title><table>" + "<tr><td colspan=1000>x" * 20_000
    done = subprocess.run([sys.executable, "-c", narrow, WORK], input=html.encode(), capture_output=True, check=False)
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    assert not done.stdout


GREEDY = """
import eventapp.core.press as press
def greedy(text):
    held, size = [], 2**20
    while size:
        try:
            held.append(bytearray(size))
        except MemoryError:
            size //= 2
    raise MemoryError
press.MEMORY_BYTES = 2**27
raise SystemExit(press.main())
"""


def test_too_much_memory_is_a_reason() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GREEDY, "__main__:greedy"], input=b"x", capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (1, "more than 128 MB of memory")


def test_the_reason_comes_back_in_words() -> None:
    with pytest.raises(NotPrinted, match="not an asset"):
        print_apart(render_pdf, '<html lang="en"><title>x</title><img alt="x" src="http://example.org/">')


MAKER = """
import os, time
from dataclasses import replace
from datetime import timedelta
from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.publishing.compilation import BACKLOG
from eventapp.publishing.jobs import compile_next
app = create_app(read_settings(os.environ))
with app.app_context():
    print("ready", flush=True)
    while True:
        if not compile_next("http://visits.example.org", backlog=replace(BACKLOG, lease=timedelta(seconds=2))):
            time.sleep(0.05)
"""


def made() -> int:
    session.remove()
    query = select(func.count()).where(Output.kind == "pdf", Output.state == OutputState.READY)
    return session.scalar(query) or 0


def test_killed_in_the_middle_the_file_is_made_by_the_next(tmp_path: Path) -> None:
    chance = random.Random(20170403)  # noqa: S311 - moments, not secrets
    environ = {
        **os.environ,
        "EVENTAPP_DATA_DIR": str(tmp_path),
        "EVENTAPP_SECRET_KEY": SECRET,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with installation(tmp_path):
        visit = make_visit()
        make_session(visit.id)
        publish(visit.id)
        for kill in (True, True, False):
            maker = subprocess.Popen([sys.executable, "-c", MAKER], env=environ, stdout=subprocess.PIPE)
            with maker.stdout as lines:
                assert lines.readline() == b"ready\n"
            if kill:
                time.sleep(chance.uniform(0.2, 0.8))
                assert made() == 0, "the kill came too late to prove anything"
            deadline = time.monotonic() + 60
            while not kill and made() < len(LANGUAGES) and time.monotonic() < deadline:
                time.sleep(0.1)
            maker.kill()
            maker.wait()
        assert made() == len(LANGUAGES)


def test_a_file_of_which_the_child_has_read_nothing_is_closed_like_any_other(tmp_path: Path) -> None:
    """It ends before it reads; what was read ahead here is nothing to go back by."""
    path = tmp_path / "large"
    path.write_bytes(b"PK\x03\x04" + b"x" * 20_000)
    with path.open("r+b") as file:
        assert file.read(4) == b"PK\x03\x04"
        with pytest.raises(NotPrinted):
            read_apart(unpack, file, Limits(cpu_seconds=10, memory_bytes=1, wall_seconds=60))
