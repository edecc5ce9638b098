"""Nobody else on the machine reads what is kept: folders 0700, files 0600, whatever the umask was."""

import stat
import subprocess
from pathlib import Path

import pytest

from eventapp import data_folder
from eventapp.commands.serving import FIRST_VISIT
from eventapp.doctor import examine
from tests.conftest import SECRET, installation
from tests.doctor.patients import NOW, environ
from tests.processes import COMMAND, SOURCE, environment, started
from tests.visitors import Visitor

pytestmark = pytest.mark.no_cover
"""What is started here is entered by others: tests/test_run.py, tests/commands."""

WIDE = ("sh", "-c", 'umask 000; exec "$@"', "sh")


def modes(folder: Path) -> dict[str, str]:
    """{name: mode} of the folder (".") and everything in it."""
    found = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):o}" for path in found}


def run(*words: str, **values: str) -> None:
    subprocess.run([*WIDE, *COMMAND, *words], cwd=SOURCE, env=environment(**values), check=True, capture_output=True)


def assert_closed(folder: Path) -> None:
    assert {mode for name, mode in modes(folder).items() if not (folder / name).is_dir()} == {"600"}, modes(folder)
    assert {mode for name, mode in modes(folder).items() if (folder / name).is_dir()} == {"700"}, modes(folder)


def test_what_run_makes_is_closed_to_others_also_what_sqlite_lays_beside(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    command = (*WIDE, *COMMAND, "run")
    with started(tmp_path / "output", command=command, EVENTAPP_DATA_DIR=str(data)) as running:
        running.wait_until_ready()
        assert Visitor(running.port).register("ona@example.org", "/lt/oslo-2017/register").status == 303
        assert {"secret_key", "eventapp.sqlite3", "eventapp.sqlite3-wal", "eventapp.sqlite3-shm"} <= set(modes(data))
        assert_closed(data)


def test_what_commands_make_is_closed_too(tmp_path: Path) -> None:
    values = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET}
    run("db", "upgrade", **values)
    run("visit", "load", str(FIRST_VISIT), **values)
    run("release", "oslo-2017", "--note", "en=First", **values)
    assert_closed(tmp_path)


def open_wide(folder: Path) -> list[Path]:
    """An installation as earlier versions made it."""
    with installation(folder):
        pass
    (folder / "secret_key").write_text(SECRET)
    (folder / "backups").mkdir()
    (folder / "backups" / "old.zip").touch()
    (folder / "other.txt").touch(mode=0o644)
    names = ("", "secret_key", "backups", "eventapp.sqlite3", "backups/old.zip")
    for name in names:
        (folder / name).chmod(0o755 if (folder / name).is_dir() else 0o644)
    return [folder / name for name in names]


def test_the_doctor_names_each_that_others_may_read(tmp_path: Path) -> None:
    wide = open_wide(tmp_path)
    found = [finding for finding in examine(environ(tmp_path), secret_key=None, now=NOW) if finding.about == "rights"]
    assert {finding.words for finding in found} == {
        f"others on this machine have a right to {path} ({path.stat().st_mode & 0o777:o})" for path in wide
    }
    folder = next(finding for finding in found if finding.words.endswith("(755)"))
    assert folder.remedy == f"chmod 700 {tmp_path} (eventapp run does so when it starts)"
    for path in wide:
        path.chmod(0o700 if path.is_dir() else 0o600)
    found = examine(environ(tmp_path), secret_key=None, now=NOW)
    assert [finding.words for finding in found if finding.about == "rights"] == [
        "folder and files of the data are closed to others"
    ]


def test_run_closes_what_is_open_and_touches_nothing_else(tmp_path: Path) -> None:
    wide = open_wide(tmp_path)
    with started(tmp_path.with_suffix(".output"), EVENTAPP_DATA_DIR=str(tmp_path)) as running:
        running.wait_until_ready()
        assert {f"{path.stat().st_mode & 0o077:o}" for path in wide} == {"0"}
        assert modes(tmp_path)["other.txt"] == "644"


def test_a_folder_that_all_share_stays_as_it_is_and_the_doctor_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    data_folder.close_to_others(tmp_path, None)
    assert f"{stat.S_IMODE(tmp_path.stat().st_mode):o}" == "1777"
    found = [finding for finding in examine(environ(tmp_path), secret_key=None, now=NOW) if finding.about == "rights"]
    assert [finding.remedy for finding in found] == [
        "set EVENTAPP_DATA_DIR to a folder of eventapp's own: this one is shared"
    ]


def test_what_cannot_be_closed_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that belongs to somebody else."""
    tmp_path.chmod(0o755)

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(data_folder.FolderUnusable, match="Operation not permitted"):
        data_folder.close_to_others(tmp_path, None)
