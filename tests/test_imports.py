"""What a process loads: a command what it needs, and a web process what requests need, before it serves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import SOURCE, environment

pytestmark = pytest.mark.no_cover
"""Nothing but imports is looked at, and coverage is one."""

HEAVY = {"icu", "weasyprint", "fontTools", "pydyf", "icalendar", "segno", "xlsxwriter", "python_calamine", "psycopg"}
MIGRATING = {"alembic", "mako"}
PAGES = {"eventapp.app", "eventapp.core.forms", "flask_wtf", "wtforms", "phonenumbers", "uvloop", "granian"}
ROOMS = {"eventapp.tables", "eventapp.accounts", "eventapp.visits", "eventapp.registration", "eventapp.publishing"}
MODELS = {"flask", "flask_sqlalchemy", "sqlalchemy.orm", "jinja2", "babel", "eventapp.core.db"}
ALL = {"sqlalchemy", "flask", "werkzeug", "jinja2", "babel", "email_validator", "idna", "asyncio", "eventapp.config"}
STARTED = """
import sys
from eventapp import wsgi
from tests.test_bridge import ask, scope
assert ask(wsgi.make(), scope(path=b"/healthz"))[0] == 200
print("MODULES", *sys.modules)
"""
YARDSTICK = """
import os, sys
sys.path.append("scripts")
os.environ["YARDSTICK_LENGTHS"] = "300"
from benchmarks import yardstick
from tests.test_bridge import ask, scope
assert ask(yardstick.make(), scope(path=b"/300"))[0] == 200
print("MODULES", *sys.modules)
"""
TYPED = """
import atexit, sys
atexit.register(lambda: print("\\nMODULES", *sys.modules))
sys.argv[1:] = {words!r}
from eventapp.cli import main
main()
"""


def loaded(code: str, folder: Path) -> set[str]:
    """The modules that a Python of its own has loaded after that."""
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": "a-key-for-the-tests-and-nothing-else"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=SOURCE, env=environment(**settings), check=True, capture_output=True
    )
    return set(done.stdout.decode().rpartition("MODULES")[2].split())


def test_a_web_process_starts_without_what_is_heavy(tmp_path: Path) -> None:
    found = loaded(STARTED, tmp_path)
    assert "flask" in found
    assert found & (HEAVY | MIGRATING) == set()


def test_what_requests_need_is_there_before_the_first(tmp_path: Path) -> None:
    """The server forks: what ``serve`` has loaded is in every web process, once in memory."""
    code = "import sys; from eventapp import wsgi; wsgi.make(); print('MODULES', *sys.modules)"
    found = loaded(code, tmp_path)
    assert {"eventapp.app", "wtforms", "phonenumbers", "email_validator", "babel.dates", "sqlalchemy.orm"} <= found


def test_the_yardstick_of_the_bench_is_served_as_the_application_is(tmp_path: Path) -> None:
    assert "eventapp.wsgi" in loaded(YARDSTICK, tmp_path)


@pytest.mark.parametrize(
    ("words", "needed", "barred"),
    [
        (["--help"], "click", HEAVY | MIGRATING | PAGES | ROOMS | ALL),
        (["db", "upgrade"], "eventapp.core.migrations", HEAVY | MIGRATING | PAGES | ROOMS | MODELS),
        (["--version"], "eventapp.core.migrations", HEAVY | MIGRATING | PAGES | ROOMS | MODELS),
        (["organiser", "list"], "eventapp.accounts", HEAVY | MIGRATING | PAGES),
        (["visit", "list"], "eventapp.visitfiles.operations", HEAVY | MIGRATING | PAGES),
        (["outbox"], "eventapp.notifications.queries", HEAVY | MIGRATING | PAGES),
        (["worker", "--help"], "eventapp.worker", HEAVY | MIGRATING | PAGES),
    ],
)
def test_a_command_loads_what_it_needs(words: list[str], needed: str, barred: set[str], tmp_path: Path) -> None:
    if words[0] != "db":
        loaded(TYPED.format(words=["db", "upgrade"]), tmp_path)
    else:
        assert "alembic" in loaded(TYPED.format(words=words), tmp_path)  # there is something to bring to this shape
    found = loaded(TYPED.format(words=words), tmp_path)
    assert needed in found
    assert found & barred == set()


def test_the_worker_has_the_jobs_of_every_room(tmp_path: Path) -> None:
    found = loaded("import sys, eventapp.tasks; print('MODULES', *sys.modules)", tmp_path)
    rooms = {path.parent.name for path in SOURCE.glob("eventapp/*/jobs.py")} - {"core"}
    assert len(rooms) > 3
    assert {f"eventapp.{room}.jobs" for room in rooms} <= found


def test_the_names_are_those_of_real_modules(tmp_path: Path) -> None:
    """A misspelt name would never be found loaded."""
    names = (HEAVY | MIGRATING | PAGES | ROOMS | MODELS | ALL) - {"openpyxl"}
    found = loaded(f"import sys, {', '.join(sorted(names))}; print('MODULES', *sys.modules)", tmp_path)
    assert names <= found
