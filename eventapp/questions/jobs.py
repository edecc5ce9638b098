"""The worker's task of this room: files that answer nothing are erased."""

from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.jobs import job
from eventapp.questions.stored_files import forget_unused


@job("questions.forget_files")
def forget_files() -> None:
    with transaction():
        forget_unused(now=utc_now())
