"""Imports every jobs.py, what makes letters' attachments and what is kept of people: all that the worker does, for it
and for the doctor."""

import eventapp.accounts.jobs
import eventapp.delegations.jobs
import eventapp.keepers
import eventapp.notifications.jobs
import eventapp.people.jobs
import eventapp.publishing.jobs
import eventapp.questions.jobs
import eventapp.registration.attachments
import eventapp.registration.jobs  # noqa: F401
from eventapp.core.jobs import ending, tasks

__all__ = ["ending", "tasks"]
