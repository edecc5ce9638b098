"""The booklet of a visit: seconds of CPU in the child process that prints it."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import settings

HTML = """
import os, sys
from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.core.db import session
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.queries import find_release
from eventapp.exports.booklet import booklet
from eventapp.visits.queries import get_visit
app = create_app(read_settings(os.environ))
with app.app_context():
    programme = snapshot.load(find_release(get_visit(sys.argv[1]).id).content)
    sys.stdout.write(booklet(programme, "lt", "http://127.0.0.1"))
"""

PRESS = ("eventapp.core.press", "eventapp.exports.pdf:render_pdf")


@dataclass(frozen=True, slots=True)
class Paper:
    """``seconds`` of CPU, bytes of the PDF, the child's peak memory in MB."""

    seconds: float
    size: int
    peak: float


def print_booklet(folder: Path, slug: str) -> Paper:
    """As the worker does it: HTML in, PDF out, in a process of its own."""
    environ = settings(folder)
    html = subprocess.run([sys.executable, "-c", HTML, slug], env=environ, check=True, stdout=subprocess.PIPE).stdout
    with tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as pdf:
        written.write(html)
        written.seek(0)
        press = subprocess.Popen(
            [sys.executable, "-m", *PRESS],
            env=environ,
            stdin=written,
            stdout=pdf,
        )
        _, status, usage = os.wait4(press.pid, 0)
        press.returncode = os.waitstatus_to_exitcode(status)
        pdf.seek(0)
        body = pdf.read()
    if press.returncode or not body.startswith(b"%PDF"):
        raise RuntimeError(f"the press ended with {press.returncode}")
    return Paper(usage.ru_utime + usage.ru_stime, len(body), usage.ru_maxrss / 1024)
