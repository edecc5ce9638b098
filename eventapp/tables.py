"""Imports every models.py, for migrations and the app's start only."""

from eventapp.accounts import models as accounts
from eventapp.notifications import models as notifications
from eventapp.programme import models as programme
from eventapp.publishing import models as publishing
from eventapp.registration import models as registration
from eventapp.visits import models as visits

__all__ = ["accounts", "notifications", "programme", "publishing", "registration", "visits"]
