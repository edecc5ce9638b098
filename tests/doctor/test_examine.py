"""What is said of an installation as a whole, to people and to programs."""

import json
from pathlib import Path

from eventapp.doctor import Finding, examine
from tests.conftest import SECRET
from tests.doctor.patients import NOW, doctor, environ


def test_an_installation_that_is_well(healthy: Path) -> None:
    result = doctor(healthy)
    assert result.error == ""
    lines = result.out.splitlines()
    assert all(line.startswith("ok     ") for line in lines[:-1]), result.out
    assert lines[-1].startswith("unsure pages: nobody answers at http://127.0.0.1:")
    assert {line[7:].split(":")[0] for line in lines[:-1]} == {
        *("settings", "key", "data folder", "rights", "disk", "library", "fonts", "clock"),
        *("processes", "database", "worker", "letters", "mail"),
    }
    assert "ok     mail: EVENTAPP_SMTP_URL is not set; letters are not sent and wait in: eventapp outbox" in lines
    assert result.status == 0


def test_the_same_for_programs(healthy: Path, tmp_path: Path) -> None:
    well, ill = (doctor(folder, "--json") for folder in (healthy, tmp_path / "nowhere"))
    assert (well.status, ill.status) == (0, 1)
    assert (well.error, ill.error) == ("", "")
    assert [found["state"] for found in json.loads(well.out)] == [
        *["ok"] * (len(json.loads(well.out)) - 1),
        "unsure",  # nobody answers
    ]
    assert all(found.keys() == {"about", "state", "words", "remedy"} for found in json.loads(ill.out))
    lines = doctor(tmp_path / "nowhere").out.splitlines()
    told = [Finding(found["about"], found["words"], found["remedy"]) for found in json.loads(ill.out)]
    assert [finding.line() for finding in told if finding.state != "ok"] == [
        line for line in lines if line.startswith("WRONG")
    ]
    assert {found["about"] for found in json.loads(ill.out) if found["state"] == "wrong"} >= {"database"}


def test_something_wrong_gives_status_one_and_says_what_to_do(tmp_path: Path) -> None:
    result = doctor(tmp_path / "nowhere")
    folder = (tmp_path / "nowhere").resolve()
    assert result.status == 1
    assert next(line for line in result.out.splitlines() if line.startswith("WRONG")) == (
        f"WRONG  data folder: the data folder {folder} cannot be written: No such file or directory. To do: make it a "
        "folder that this user may write (eventapp run makes it), or set EVENTAPP_DATA_DIR"
    )
    assert result.error == ""
    assert not folder.exists()


def test_a_wrong_setting_is_named_and_the_machine_is_looked_at_all_the_same(tmp_path: Path) -> None:
    found = examine(environ(tmp_path, EVENTAPP_WEB_PROCESSES="none"), secret_key=None, now=NOW)
    assert [finding.about for finding in found] == ["settings", "library", "library", "fonts", "clock"]
    assert found[0].words == (
        "EVENTAPP_WEB_PROCESSES cannot be used; expected a whole number from 1 to 64 (found: 'none')"
    )


def test_the_key_that_run_keeps_is_taken(healthy: Path) -> None:
    without = {"EVENTAPP_DATA_DIR": str(healthy)}
    assert examine(without, secret_key=None, now=NOW)[0].remedy
    assert not examine(without, secret_key=SECRET, now=NOW)[0].remedy
