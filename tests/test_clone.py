"""From a fresh clone to a page, as a newcomer would: an empty home, one command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import SOURCE, environment, git, started_in
from tests.test_run import assert_nothing_is_left

SECONDS_TO_INSTALL = 400


def home_of_a_newcomer(folder: Path) -> dict[str, str]:
    """Their environment: nothing of this one's Python; what pip has downloaded before may be used again."""
    cache = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=False)
    folder.mkdir()
    environ = environment(HOME=str(folder))
    if cache.returncode == 0:
        environ["PIP_CACHE_DIR"] = cache.stdout.strip()
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        environ.pop(name, None)
    return environ


def need_the_package_index(environ: dict[str, str], folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "--retries", "1"]
    tried = subprocess.run([*command, "-d", str(folder), "editables"], env=environ, capture_output=True, check=False)
    if tried.returncode and os.environ.get("CI"):
        pytest.fail("pip reaches no package index; in CI nothing is skipped")
    if tried.returncode:
        pytest.skip("pip reaches no package index, which a fresh clone needs")


@pytest.mark.slow
def test_a_clone_runs_with_one_command_and_again(tmp_path: Path) -> None:
    environ = home_of_a_newcomer(tmp_path / "home")
    need_the_package_index(environ, tmp_path / "download")
    clone = tmp_path / "clone"
    git("clone", "-q", str(SOURCE), str(clone))
    # As a first start leaves it that was interrupted early: an interpreter, but no pip.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=clone, env=environ, check=True)
    command = ("make", "--no-print-directory", "run")
    first_key = ""
    for number in range(2):
        with started_in(environ, tmp_path / "output", command, clone) as running:
            running.wait_until_ready(SECONDS_TO_INSTALL)
            assert "Atvykimas į Oslą" in running.page("/lt/oslo-2017/programme")
            assert ("Installing Python packages" in running.output()) == (number == 0)
            running.interrupt()
            assert_nothing_is_left(running)
        key = (clone / "instance" / "secret_key").read_text()
        first_key = first_key or key
        assert key == first_key
    assert git("status", "--porcelain", cwd=clone) == b""
