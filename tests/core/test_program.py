"""Which program makes files: the same for the same, another one for another."""

import shutil
from pathlib import Path

import pytest

from eventapp.core import program
from eventapp.core.paths import PACKAGE


def test_it_is_the_same_until_something_that_makes_files_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = program.program_digest()
    assert len(known) == 64
    shutil.copytree(PACKAGE, tmp_path / "eventapp", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(program, "PACKAGE", tmp_path / "eventapp")
    fresh = program.program_digest.__wrapped__
    assert fresh() == known
    (tmp_path / "eventapp" / "desk" / "views.py").write_text("# makes no files")
    assert fresh() == known
    (tmp_path / "eventapp" / "exports" / "ical.py").write_text("# another calendar")
    assert fresh() != known
