"""The commands as processes: what cannot be is refused in one clear line, without a traceback."""

import os
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventapp.commands.serving import FIRST_VISIT
from eventapp.config import NAMES
from eventapp.core import migrations
from eventapp.core.db import db
from tests.conftest import SECRET, free_port, installation
from tests.postgres import scratch_database
from tests.processes import COMMAND, SOURCE, environment

# Root may write everywhere; without this capability it may not.
AS_A_USER = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override")
WRONG_VALUES = {
    "EVENTAPP_DATABASE_URL": "mysql://localhost/eventapp",
    "EVENTAPP_BASE_URL": "visits.example.org",
    "EVENTAPP_SECRET_KEY": "short",
    "EVENTAPP_SECRET_KEY_OLD": "short",
    "EVENTAPP_SMTP_URL": "mail.example.org",
    "EVENTAPP_MAIL_FROM": "nobody",
    "EVENTAPP_WEB_PROCESSES": "none",
    "EVENTAPP_LOG_FORMAT": "xml",
    "EVENTAPP_LIMITS": "1/hour",
    "EVENTAPP_TRUSTED_PROXIES": "all",
    "EVENTAPP_HOST": "localhost",
    "EVENTAPP_SOCKET": "eventapp.sock",
    "PORT": "http",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation's folder, with a database of this version's shape."""
    with installation(tmp_path):
        pass
    return tmp_path


def settings(folder: Path, **values: str) -> dict[str, str]:
    return {
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_SECRET_KEY": SECRET,
        "PORT": str(free_port()),
        **values,
    }


def refusal(
    words: str, values: dict[str, str], *, prefix: tuple[str, ...] = (), command: tuple[str, ...] = COMMAND
) -> str:
    """The one line that the command says before it ends with status 1."""
    result = subprocess.run(
        [*prefix, *command, *words.split()],
        cwd=SOURCE,
        env=environment(**values),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1, result
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("eventapp: ")
    return lines[0].removeprefix("eventapp: ")


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port(command: str, home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = refusal(command, settings(home, PORT=str(port)))
    assert line == (
        f"cannot listen at 127.0.0.1:{port}: Address already in use; "
        "choose another with PORT=…, EVENTAPP_HOST=… or EVENTAPP_SOCKET=…"
    )


def test_an_address_of_another_machine(home: Path) -> None:
    line = refusal("serve", settings(home, EVENTAPP_HOST="192.0.2.1"))
    assert line.startswith("cannot listen at 192.0.2.1:")


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_a_file_in_place_of_the_data_folder(command: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    line = refusal(command, settings(file))
    assert line.startswith(f"the data folder {file.resolve()} cannot be ")
    assert line.endswith(" (EVENTAPP_DATA_DIR names it)")


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    home.chmod(0o500)
    yield home
    home.chmod(0o700)


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_a_data_folder_that_may_only_be_read(command: str, read_only: Path) -> None:
    line = refusal(command, settings(read_only), prefix=AS_A_USER)
    assert line == (
        f"the data folder {read_only.resolve()} cannot be written: Permission denied (EVENTAPP_DATA_DIR names it)"
    )


def test_a_data_folder_that_cannot_be_made(read_only: Path) -> None:
    line = refusal("run", settings(read_only / "new"), prefix=AS_A_USER)
    assert line == (
        f"the data folder {read_only.resolve()}/new cannot be made: Permission denied (EVENTAPP_DATA_DIR names it)"
    )


def test_a_key_that_may_not_be_read(home: Path) -> None:
    key = home / "secret_key"
    key.mkdir()
    values = settings(home)
    del values["EVENTAPP_SECRET_KEY"]
    line = refusal("run", values)
    assert line == f"the key {key.resolve()} cannot be read: Is a directory (EVENTAPP_DATA_DIR names it)"


@pytest.mark.parametrize(
    "command",
    ["run", "serve", "worker", "db upgrade", "outbox", "visit dump oslo-2017", "release oslo-2017 --note en=x"],
)
def test_a_database_of_a_newer_version(command: str, home: Path) -> None:
    with sqlite3.connect(home / "eventapp.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    line = refusal(command, settings(home))
    assert line == "the database was made by a newer version of eventapp; install that version"


@pytest.mark.parametrize("command", ["serve", "worker", "outbox", f"visit load {FIRST_VISIT}"])
def test_a_database_that_is_not_of_this_versions_shape(command: str, home: Path) -> None:
    with installation(home):
        migrations.move(db.engine, "base")
    line = refusal(command, settings(home))
    assert line == "the database is not of this version's shape; type: eventapp db upgrade"


@pytest.mark.parametrize("command", ["run", "serve", "db upgrade"])
def test_a_file_that_is_no_database(command: str, tmp_path: Path) -> None:
    file = tmp_path / "eventapp.sqlite3"
    file.write_text("nothing that SQLite could read, however it tries\n" * 100)
    line = refusal(command, settings(tmp_path))
    assert line == f"the database sqlite:///{file.resolve()} cannot be used: file is not a database"


def test_a_database_server_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://ada:hush@127.0.0.1:{free_port()}/visits"
    line = refusal("serve", settings(tmp_path, EVENTAPP_DATABASE_URL=url))
    assert line.startswith("the database postgresql+psycopg://ada:***@127.0.0.1:")
    assert " cannot be used: connection failed" in line
    assert "hush" not in line


def test_a_driver_that_is_not_installed(tmp_path: Path) -> None:
    without = "import sys; sys.modules['psycopg'] = None; from eventapp.cli import main; main()"
    url = "postgresql://ada:hush@localhost/visits"
    line = refusal("serve", settings(tmp_path, EVENTAPP_DATABASE_URL=url), command=(sys.executable, "-c", without))
    assert line == (
        "EVENTAPP_DATABASE_URL names PostgreSQL, whose driver is missing; type: pip install 'eventapp[postgresql]'"
    )


def test_a_worker_needs_its_folder_on_postgresql_too(tmp_path: Path) -> None:
    with scratch_database() as url:
        line = refusal("worker", settings(tmp_path / "nowhere", EVENTAPP_DATABASE_URL=url))
    assert line.startswith(f"the data folder {tmp_path.resolve()}/nowhere cannot be written: No such file")


@pytest.mark.no_cover  # tests/test_config.py enters the same lines
@pytest.mark.parametrize("name", WRONG_VALUES)
def test_a_wrong_setting_stops_the_start_and_is_named(name: str, tmp_path: Path) -> None:
    line = refusal("serve", settings(tmp_path, **{name: WRONG_VALUES[name]}))
    assert line.startswith(f"{name} cannot be used; expected ")


def test_each_setting_has_been_tried() -> None:
    assert {*WRONG_VALUES, "EVENTAPP_DATA_DIR"} == set(NAMES)


def test_a_missing_key(home: Path) -> None:
    values = settings(home)
    del values["EVENTAPP_SECRET_KEY"]
    line = refusal("serve", values)
    assert line == "EVENTAPP_SECRET_KEY is not set; expected at least 32 characters, kept secret"


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_key_that_run_has_kept_is_named_to_those_who_serve_apart(command: str, home: Path) -> None:
    (home / "secret_key").write_text(SECRET)
    values = settings(home)
    del values["EVENTAPP_SECRET_KEY"]
    file = home.resolve() / "secret_key"
    assert refusal(command, values) == (
        f"EVENTAPP_SECRET_KEY is not set; set it to the key that eventapp run has kept in {file}"
    )


def test_the_version_and_the_shape_of_the_database() -> None:
    with (SOURCE / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    newest = max(path.name.split("_")[0] for path in (SOURCE / "migrations" / "versions").glob("[0-9]*.py"))
    done = subprocess.run([*COMMAND, "--version"], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == f"eventapp {version}, database shape {newest}\n"
    assert done.stderr == ""


@pytest.mark.no_cover
@pytest.mark.parametrize("command", ["run", "serve", "worker", "db upgrade"])
def test_a_setting_that_does_not_exist(command: str, tmp_path: Path) -> None:
    line = refusal(command, settings(tmp_path, EVENTAPP_DATABASE="x"))
    assert line == "EVENTAPP_DATABASE: there is no such setting; the README lists them all"
