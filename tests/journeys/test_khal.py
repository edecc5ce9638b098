"""A real calendar program takes the feed of the Oslo visit and shows the hours that a person there reads."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from eventapp.commands.serving import FIRST_NOTE, FIRST_VISIT, load_and_publish
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.visitfiles.reading import read_visit_file
from tests.factories import LINKS

CONFIG = """
[calendars]
[[visit]]
path = {home}/visit
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[default]
default_calendar = visit
"""
Khal = Callable[..., str]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Runs khal in a home of its own, in that zone."""

    def run(zone: str, *words: str) -> str:
        (tmp_path / "visit").mkdir(exist_ok=True)
        (tmp_path / "config").write_text(CONFIG.format(home=tmp_path, zone=zone))
        environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "XDG_DATA_HOME": str(tmp_path)}
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(tmp_path / "config"), *words]
        return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout

    return run


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Oslo", "09:00-11:00"), ("Europe/Vilnius", "10:00-12:00"), ("UTC", "07:00-09:00")]
)
def test_nine_in_oslo_is_seven_in_utc(app: Flask, khal: Khal, tmp_path: Path, zone: str, hour: str) -> None:
    file = read_visit_file(FIRST_VISIT.name, FIRST_VISIT.read_bytes())
    with transaction():
        load_and_publish(file, note=FIRST_NOTE, act=Act(COMMAND, LINKS, utc_now()))
    calendar = tmp_path / "programme.ics"
    calendar.write_bytes(app.test_client().get("/lt/oslo-2017/programme.ics").data)
    khal(zone, "import", "--batch", "-a", "visit", str(calendar))
    shown = khal(
        zone, "list", "--day-format", "{date}", "--format", "{start-end-time-style} {title}", "2017-04-03", "4d"
    )
    days = shown.split("2017-04-")
    assert len(days) == 5
    assert f"{hour} Socialinės klasterystės svarba organizacijoms" in days[2]
    assert sum(line[:1].isdigit() and "-" in line[:7] for line in shown.splitlines()) >= 15
