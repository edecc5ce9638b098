"""The lists of pinned packages are whole: what is installed by them does not change when others release something."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .processes import SOURCE, environment

INSTALLS = [
    (name, line)
    for name in ("scripts/setup", "docs/admin.md")
    for line in (SOURCE / name).read_text().splitlines()
    if "--require-hashes" in line
]


def make_wheel(folder: Path, name: str, version: str, *requires: str) -> Path:
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    needed = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(
            f"{about}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: more\n{needed}",
        )
        wheel.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{about}/RECORD", "")
    return path


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment, whose pip is the one that comes with Python: newer ones choose well by themselves."""
    folder = tmp_path_factory.mktemp("new")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], env=environment(), check=True)
    return folder / "bin" / "python"


def test_there_are_two_places_that_install() -> None:
    assert [name for name, line in INSTALLS] == ["scripts/setup", "docs/admin.md"]


@pytest.mark.parametrize(("name", "line"), INSTALLS)
def test_a_newer_release_of_what_another_package_asks_for_with_extras_changes_nothing(
    tmp_path: Path, python: Path, name: str, line: str
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    wheels = [make_wheel(index, "asked", "1.0"), make_wheel(index, "asker", "1.0", "asked[more]>=1.0")]
    make_wheel(index, "asked", "1.1")
    locked = tmp_path / "locked.txt"
    locked.write_text(
        "".join(
            f"{wheel.name.split('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
            for wheel in wheels
        )
    )
    options = re.findall(r"(?<!\S)--[a-z-]+(?!\S)", line)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--isolated", "--no-index", "--find-links", str(index),
         *options, "-r", str(locked), "--target", str(tmp_path / "here")],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "asked-1.0.dist-info").is_dir()
