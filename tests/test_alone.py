"""`make check` leaves out what starts a process, without a list of such tests."""

import subprocess
import sys
from pathlib import Path

from tests.processes import SOURCE

TESTS = """
import os, subprocess, pytest

@pytest.fixture
def helped():
    subprocess.run(["true"], check=True)

def test_stays(): pass
def test_starts(): subprocess.run(["true"], check=True)
def test_catches():
    try:
        subprocess.run(["true"], check=True)
    except Exception:
        pass
def test_forks(): os._exit(0) if os.fork() == 0 else os.wait()
def test_is_helped(helped): pass
def test_stays_too(): pass
"""


def test_only_tests_that_start_nothing_are_run(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.alone", "-p", "no:cacheprovider", "-v", "-c", "/dev/null"]
    said = subprocess.run([*command, tmp_path], cwd=SOURCE, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    ends = [line.split("::")[1].split()[:2] for line in said.stdout.splitlines() if "::" in line]
    assert ends == [
        ["test_stays", "PASSED"],
        ["test_starts", "SKIPPED"],
        ["test_catches", "SKIPPED"],
        ["test_forks", "SKIPPED"],
        ["test_is_helped", "SKIPPED"],
        ["test_stays_too", "PASSED"],
    ]
