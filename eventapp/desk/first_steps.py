"""What a visit wants before its first release, each a page of the desk."""

from typing import NamedTuple

from sqlalchemy import exists, select

from eventapp.core import addresses
from eventapp.core.db import session
from eventapp.core.text import Message
from eventapp.programme.models import Session, Venue
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation

VISIBLE = "visible"
"""Where the overview says whether the visit is hidden, with the button that shows it."""


class Step(NamedTuple):
    """``at``: the address where it is done."""

    words: Message
    at: str
    is_done: bool


def first_steps(visit: VisitFacts) -> tuple[Step, ...]:
    """In the order in which they are best done; nobody has to keep to it. One statement, for any size."""
    models = (Organisation, Venue, Session)
    there = session.execute(select(*(exists().where(model.visit_id == visit.id) for model in models))).one()
    overview = addresses.desk(visit.slug)

    def page(*rest: str) -> str:
        return addresses.desk(visit.slug, *rest)

    return (
        Step(Message("Say what the visit is about"), page("facts"), bool(visit.summary or visit.purpose)),
        Step(Message("Add the organisations that take part"), page("organisations"), there[0]),
        Step(Message("Add the places"), page("venues"), there[1]),
        Step(Message("Add the sessions"), page("sessions"), there[2]),
        Step(Message("Let people register"), page("facts", "registration"), visit.registration_open),
        Step(Message("Release the programme"), page("release"), is_done=False),
        Step(Message("Let everybody see the visit"), f"{overview}#{VISIBLE}", visit.visible),
    )
