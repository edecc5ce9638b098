"""How many registered: by organisation and state, by day. Counted by the database, whatever their number."""

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import extract, func, select

from eventapp.core.db import session
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status

Heads = dict[int | None, Counter[Status]]
QUARTER = 15 * 60


def heads_by_organisation(visit_id: int) -> Heads:
    """{an organisation's id, None for another one: {state: people}}."""
    columns = (Registration.organisation_id, Registration.status)
    query = select(*columns, func.count()).where(Registration.visit_id == visit_id).group_by(*columns)
    found: Heads = {}
    for organisation, status, number in session.execute(query):
        found.setdefault(organisation, Counter())[Status(status)] = number
    return found


def registered_by_day(visit_id: int, timezone: str) -> dict[date, int]:
    """{day on that zone's calendar: who registered then}, without those who cancelled.

    The database counts quarters of an hour, which every zone's midnight falls between; SQLite knows no zones.
    """
    epoch = extract("epoch", Registration.created_at)
    quarter = (epoch - epoch % QUARTER).label("quarter")
    mine = (Registration.visit_id == visit_id, Registration.status != Status.CANCELLED)
    zone, found = ZoneInfo(timezone), Counter[date]()
    for seconds, number in session.execute(select(quarter, func.count()).where(*mine).group_by(quarter)):
        found[datetime.fromtimestamp(int(seconds), UTC).astimezone(zone).date()] += number
    return dict(found)
