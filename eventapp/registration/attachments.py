"""What goes with a registration's letters: the visit as a calendar entry."""

from typing import Any, Final

from eventapp.core import addresses
from eventapp.core.text import say
from eventapp.notifications.attachments import maker
from eventapp.notifications.message import Attachment
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration
from eventapp.visits.queries import find_visit_of

CALENDAR: Final = "visit.ics"


def visit_calendar(registration: Registration, *, cancelled: bool) -> dict[str, Any]:
    """How a letter's row names the visit's entry in that person's calendar; ``cancelled``: to be taken out of it."""
    count = registration.calendar_count
    return {"kind": CALENDAR, "visit": registration.visit_id, "count": count, "cancelled": cancelled}


@maker(CALENDAR)
def make_visit_calendar(row: dict[str, Any], mail: Mail, base_url: str) -> Attachment | None:
    """The visit's present facts as one all-day event in the letter's language; None if the visit is gone.

    Rows of an earlier program say neither ``count`` nor ``cancelled``: nobody's entry was taken out by a letter.
    """
    from eventapp.exports import ical

    visit = find_visit_of(row["visit"])
    if visit is None:
        return None
    order = visit.languages
    url = base_url + addresses.visit(mail.language, visit.slug)
    entry = ical.WholeDays(
        uid=visit.calendar_uid,
        summary=say(visit.name, mail.language, order),
        location=", ".join(word for place in (visit.city, visit.country) if (word := say(place, mail.language, order))),
        description=say(visit.summary, mail.language, order),
        url=url,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        sequence=visit.calendar_sequence + row.get("count", 0),
        cancelled=row.get("cancelled", False),
    )
    return Attachment(f"{visit.slug}.ics", ical.CONTENT_TYPE, ical.all_day(entry, mail.language, mail.created_at))
