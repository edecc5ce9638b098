"""Small files of a visit, loaded or refused."""

import pytest
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.programme.models import Session
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.operations import LoadReport, load_visit
from eventapp.visitfiles.reading import read_visit_file
from tests.factories import LINKS, NOON

VISIT = """
[visit]
slug = "oslo"
timezone = "Europe/Oslo"
"""


FACTS = """
name.en = "Visit to Oslo"
first_day = 2017-04-03
last_day = 2017-04-06
"""


OPENING = """
[[session]]
code = "opening"
kind = "meeting"
title.en = "Opening"
day = 2017-04-03
from = "09:00"
to = "10:30"
"""


WALK = """
[[session]]
code = "walk"
kind = "free"
title.en = "Walk"
"""


WHOLE = f"""{VISIT}{FACTS}
[registration]
places = 40
opens = "2017-03-01 12:00"

[[organisation]]
code = "birzai"
name = "Biržų rajono savivaldybė"
name_language = "lt"
role = "partner"
places = 3

[[venue]]
code = "town-hall"
name.en = "Town hall"
latitude = 59.91
longitude = 10.73

[[venue.room]]
code = "hall"
name.en = "Great hall"
capacity = 40

[[speaker]]
code = "kari"
name = "Kari Nordmann"
{OPENING}venue = "town-hall"
room = "hall"

[[session.slot]]
speaker = "kari"
minutes = 45
{WALK}"""


def load(text: str, *, overwrite: bool = False, keep_instants: bool = False) -> LoadReport:
    with transaction():
        file = read_visit_file("visit.toml", text.encode())
        return load_visit(file, act=Act(COMMAND, LINKS, NOON), overwrite=overwrite, keep_instants=keep_instants)


def refusal(text: str, *, overwrite: bool = False) -> list[str]:
    with pytest.raises(VisitFileRefused) as caught:
        load(text, overwrite=overwrite)
    return caught.value.lines()


def row(code: str) -> Session:
    return session.scalars(select(Session).where(Session.code == code)).one()


def edit(code: str, **values: object) -> None:
    """As an organiser's page would."""
    with transaction():
        for name, value in values.items():
            setattr(row(code), name, value)


def codes() -> list[str]:
    return list(session.scalars(select(Session.code).order_by(Session.position)))
