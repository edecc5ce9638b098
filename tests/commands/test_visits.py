"""The commands: visit load, visit dump."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eventapp.cli import cli
from eventapp.commands.serving import FIRST_VISIT
from tests.conftest import SECRET

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs one command on a database of its own."""
    environ = {
        "EVENTAPP_DATA_DIR": str(tmp_path),
        "EVENTAPP_BASE_URL": "http://visits.example.org",
        "EVENTAPP_SECRET_KEY": SECRET,
    }

    def run(*words: str) -> Result:
        return CliRunner(env=environ).invoke(cli, words)

    assert run("db", "upgrade").exit_code == 0
    return run


def test_load_then_load_again_then_dump(command: Command, tmp_path: Path) -> None:
    assert command("visit", "load", str(FIRST_VISIT), "--dry-run").output.endswith(
        "oslo-2017: the visit would be created.\n"
    )
    assert command("visit", "load", str(FIRST_VISIT)).output.endswith("oslo-2017: the visit was created.\n")
    assert command("visit", "load", str(FIRST_VISIT)).output == "oslo-2017: nothing to change.\n"
    dumped = command("visit", "dump", "oslo-2017").stdout
    other = tmp_path / "other.toml"
    other.write_text(dumped, encoding="utf-8")
    assert command("visit", "load", str(other)).output == "oslo-2017: nothing to change.\n"


def test_a_file_with_problems_is_refused_line_by_line(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('[visit]\nslug = "a"\ntimezone = "UTC"\nx = 1\nwebsite = "y"\n', encoding="utf-8")
    result = command("visit", "load", str(file))
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == [*(f"{file}:{n}" for n in (1, 1, 1, 4, 5)), "eventapp"]
    assert lines[-1] == f"eventapp: {file} was not loaded; nothing has changed"
    assert command("visit", "dump", "a").stderr == "eventapp: There is no such visit.\n"


def test_a_new_visit_is_hidden_also_once_it_is_released(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    facts = 'timezone = "UTC"\nname.en = "Bergen"\nfirst_day = 2117-04-03\nlast_day = 2117-04-04\n'
    file.write_text(f'[visit]\nslug = "bergen"\n{facts}', encoding="utf-8")
    assert command("visit", "load", str(file)).exit_code == 0
    released = command("release", "bergen", "--note", "en=First").output
    assert released == "bergen: version 1 of the programme is released; the visit is hidden, so nobody sees it yet.\n"
    assert command("visit", "list").output.endswith("registrations: 0  hidden\n")
    file.write_text(f'[visit]\nslug = "bergen"\n{facts}visible = true\n', encoding="utf-8")
    assert "visit.visible: false → true" in command("visit", "load", str(file)).output
    assert command("release", "bergen", "--note", "en=2").output == "bergen: version 2 of the programme is public.\n"
    assert not command("visit", "list").output.endswith("hidden\n")


def test_a_changed_file_tells_old_and_new(command: Command, tmp_path: Path) -> None:
    command("visit", "load", str(FIRST_VISIT))
    dumped = command("visit", "dump", "oslo-2017").stdout
    file = tmp_path / "changed.toml"
    file.write_text(dumped.replace('"Oslas"', '"Oslo miestas"'), encoding="utf-8")
    result = command("visit", "load", str(file))
    assert result.stdout == 'changed: visit.city.lt: "Oslas" → "Oslo miestas"\noslo-2017: the visit was changed.\n'


def test_visits_are_listed_with_what_they_have(command: Command) -> None:
    assert command("visit", "list").stdout == ""
    command("visit", "load", str(FIRST_VISIT))
    assert command("visit", "list").stdout.split() == [
        *("oslo-2017", "2017-04-03", "to", "2017-04-06", "not", "released", "registrations:", "0"),
    ]
    command("release", "oslo-2017", "--note", "en=First")
    assert "  version 1 " in command("visit", "list").stdout


def test_a_visit_is_removed_after_its_file_was_written(command: Command, tmp_path: Path) -> None:
    command("visit", "load", str(FIRST_VISIT))
    command("release", "oslo-2017", "--note", "en=First")
    dumped = command("visit", "dump", "oslo-2017").stdout
    asked = command("visit", "remove", "oslo-2017")
    assert asked.exit_code == 1
    assert "would go: session: " in asked.stdout
    assert asked.stderr.endswith("type: eventapp visit remove oslo-2017 --yes\n")
    assert command("visit", "dump", "oslo-2017").stdout == dumped
    done = command("visit", "remove", "oslo-2017", "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    (file,) = tmp_path.glob("**/removed/oslo-2017-*.toml")
    assert done.stdout.endswith(f"its file is {file}\n")
    assert file.read_text(encoding="utf-8") == dumped
    assert command("visit", "list").stdout == ""
    assert command("visit", "remove", "oslo-2017", "--yes").stderr == "eventapp: There is no such visit.\n"
    assert command("visit", "load", str(file)).output.endswith("oslo-2017: the visit was created.\n")


def test_remaking_says_what_for_which_address(command: Command) -> None:
    command("visit", "load", str(FIRST_VISIT))
    assert command("remake").stdout == "oslo-2017: not released yet.\n"
    command("release", "oslo-2017", "--note", "en=First")
    assert command("remake").stdout.startswith("oslo-2017: 6 files for http")
