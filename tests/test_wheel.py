"""The wheel holds all that runs: built, installed into an empty environment, started far from the source tree."""

import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.processes import SOURCE, environment, git, started_in


def copy_of_the_sources(folder: Path) -> Path:
    """What is tracked, as it is now; nothing that only lies about."""
    for name in filter(None, git("ls-files", "-z").decode().split("\0")):
        if (SOURCE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((SOURCE / name).read_bytes())
    return folder


def build_wheel(sources: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=sources, check=True, capture_output=True)
    wheels = list(folder.glob("*.whl"))
    assert len(wheels) == 1
    return wheels[0]


def install(wheel: Path, folder: Path) -> Path:
    """An environment with the wheel in it; what eventapp depends on is borrowed. Gives its interpreter."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    packages = next(folder.glob("lib/python*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "-q", str(wheel)],
        check=True,
        capture_output=True,
    )
    # A path in a .pth file is only a path: the .pth files behind it (an editable install's) are not read.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_wheel_runs_in_an_empty_folder(tmp_path: Path) -> None:
    sources, empty, home = (tmp_path / name for name in ("sources", "empty", "home"))
    for folder in (sources, empty, home):
        folder.mkdir()
    python = install(build_wheel(copy_of_the_sources(sources), tmp_path / "wheels"), tmp_path / "environment")
    environ = environment(HOME=str(home))
    del environ["PYTHONPATH"]
    where = subprocess.run(
        [str(python), "-I", "-c", "import eventapp, sys; print(eventapp.__file__, *sys.path, sep='\\n')"],
        cwd=empty,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert where[0].startswith(str(tmp_path / "environment" / "lib"))
    assert str(SOURCE) not in where
    command = (str(python), "-I", "-m", "eventapp", "run")
    with started_in(environ, tmp_path / "output", command, empty) as running:
        running.wait_until_ready()
        page = running.page("/lt/oslo-2017/programme")
        assert "Atvykimas į Oslą" in page
        stylesheet = re.search(r'"(/static/app[^"]*css)"', page)
        assert stylesheet
        assert "woff2" in running.page(stylesheet[1])
    assert (empty / "instance" / "eventapp.sqlite3").is_file()
    assert list(home.iterdir()) == []
