"""Imports every models.py and what else has tables, for migrations and the app's start only."""

from eventapp.accounts import models as accounts
from eventapp.board import models as board
from eventapp.core import erasures, heartbeats, limits
from eventapp.delegations import models as delegations
from eventapp.mailing import models as mailing
from eventapp.notifications import models as notifications
from eventapp.people import models as people
from eventapp.planning import models as planning
from eventapp.programme import models as programme
from eventapp.publishing import models as publishing
from eventapp.questions import models as questions
from eventapp.registration import models as registration
from eventapp.rosters import models as rosters
from eventapp.visitfiles import models as visitfiles
from eventapp.visits import models as visits

__all__ = [
    "accounts",
    "board",
    "delegations",
    "erasures",
    "heartbeats",
    "limits",
    "mailing",
    "notifications",
    "people",
    "planning",
    "programme",
    "publishing",
    "questions",
    "registration",
    "rosters",
    "visitfiles",
    "visits",
]
