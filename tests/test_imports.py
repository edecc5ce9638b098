"""What a web process does not load: the tools of paper, calendars and spreadsheets are for those who make them."""

import subprocess
import sys
from pathlib import Path

from tests.processes import SOURCE, environment

HEAVY = {"weasyprint", "fontTools", "pydyf", "icalendar", "segno", "xlsxwriter", "openpyxl", "psycopg"}
STARTED = """
import sys
from eventapp import wsgi
app = wsgi.make()
assert app.test_client().get("/healthz").status_code == 200
print(*sys.modules)
"""


def loaded(code: str, folder: Path) -> set[str]:
    """The modules that a Python of its own has loaded after that."""
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": "a-key-for-the-tests-and-nothing-else"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=SOURCE, env=environment(**settings), check=True, capture_output=True
    )
    return set(done.stdout.decode().split())


def test_a_web_process_starts_without_what_is_heavy(tmp_path: Path) -> None:
    found = loaded(STARTED, tmp_path)
    assert "flask" in found
    assert found & HEAVY == set()


def test_the_command_that_starts_it_hands_nothing_heavy_down(tmp_path: Path) -> None:
    """The server forks: what the command has loaded is in every web process."""
    found = loaded("import sys, eventapp.cli; print(*sys.modules)", tmp_path)
    assert "click" in found
    assert found & HEAVY == set()


def test_the_names_are_those_of_real_modules(tmp_path: Path) -> None:
    """A misspelt name would never be found loaded."""
    found = loaded("import sys, weasyprint, fontTools, icalendar, segno, psycopg; print(*sys.modules)", tmp_path)
    assert {"weasyprint", "fontTools", "icalendar", "segno", "pydyf", "psycopg"} <= found
