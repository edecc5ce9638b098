"""Organisers' pages of this room: the visits, the overview of one, and who did what when."""

from collections import Counter

from flask import Blueprint
from flask.typing import ResponseReturnValue

from eventapp.accounts.session import signed_in_organiser
from eventapp.core import addresses, answers, current, reader
from eventapp.core.clock import utc_now
from eventapp.desk.chart import bars
from eventapp.desk.counts import heads_by_organisation, registered_by_day
from eventapp.notifications.queries import count_letters
from eventapp.programme.missing import find_missing
from eventapp.programme.queries import releases
from eventapp.publishing.changes import Reader, in_groups
from eventapp.publishing.models import OutputState
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.registration.queries import with_attempts
from eventapp.visits.frame import desk_for
from eventapp.visits.models import Role
from eventapp.visits.queries import organisations, visits
from eventapp.visits.rules import closes_at, phase, queue_ends_at

bp = Blueprint("desk", __name__)


@bp.get(addresses.DESK)
def all_visits() -> ResponseReturnValue:
    account = signed_in_organiser()
    language = reader.account_language(account.language)
    return answers.page("desk/visits.html", language=language, account=account, visits=visits())


@bp.get(addresses.desk("<slug>"))
def overview(slug: str) -> ResponseReturnValue:
    """What needs a hand now, each with a link to where; places; registrations by day and by organisation."""
    desk = desk_for(slug)
    visit = desk.visit
    heads = heads_by_organisation(visit.id)
    made = releases(visit.id)
    unreleased = preview_release(visit, now=utc_now()).differences
    failed = [file for file in outputs(made[0].id) if file.state == OutputState.FAILED] if made else []
    return desk.page(
        "desk/overview.html",
        current="",
        people=sum(heads.values(), Counter()),
        organisations=[item for item in organisations(visit.id) if item.role != Role.HOST or item.id in heads],
        heads=heads,
        bars=bars(registered_by_day(visit.id, visit.timezone)),
        phase=phase(visit, utc_now()),
        closes_at=closes_at(visit),
        queue_ends_at=queue_ends_at(visit),
        letters=count_letters(visit.id),
        attempts=with_attempts(visit.id),
        sends_mail=current.settings().smtp is not None,
        missing=find_missing(visit.id),
        release=made[0] if made else None,
        unreleased=sum(
            len(lines) for _, lines in in_groups(unreleased, Reader(desk.language, visit.languages, visit.timezone))
        ),
        failed_files=len(failed),
    )
