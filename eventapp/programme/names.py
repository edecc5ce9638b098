"""What fields, kinds and states are called, once for pages, calendars and paper (pure)."""

from collections.abc import Mapping
from typing import Any, Final

from eventapp.core.text import Message
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus

KIND_NAMES: Final[Mapping[Kind, Message]] = {
    Kind.MEETING: Message("Meeting"),
    Kind.PRESENTATION: Message("Presentation"),
    Kind.DISCUSSION: Message("Discussion"),
    Kind.SITE_VISIT: Message("Site visit"),
    Kind.TRAVEL: Message("Travel"),
    Kind.MEAL: Message("Meal"),
    Kind.SOCIAL: Message("Social event"),
    Kind.FREE: Message("Free time"),
}
STATUS_NAMES: Final[Mapping[SessionStatus, Message]] = {
    SessionStatus.PROVISIONAL: Message("provisional"),
    SessionStatus.CONFIRMED: Message("confirmed"),
    SessionStatus.CANCELLED: Message("cancelled"),
}
SLOT_NAMES: Final = {
    SlotStatus.INVITED: Message("invited"),
    SlotStatus.CONFIRMED: Message("confirmed"),
    SlotStatus.DECLINED: Message("declined"),
}
# By visits.models.Role, which a pure file does not know.
ROLE_NAMES: Final = {
    "executor": Message("Project executor"),
    "partner": Message("Partner"),
    "host": Message("Host"),
}
# What a field of a kind of thing may say.
CHOICES: Final[Mapping[tuple[str, str], Mapping[Any, Message]]] = {
    ("session", "kind"): KIND_NAMES,
    ("session", "status"): STATUS_NAMES,
    ("slot", "status"): SLOT_NAMES,
    ("organisation", "role"): ROLE_NAMES,
}
TO_BE_ANNOUNCED: Final = Message("To be announced")
PLACE_TO_BE_ANNOUNCED: Final = Message("Place to be announced")
TIME_TO_BE_ANNOUNCED: Final = Message("Time to be announced")
# What stands back in a list: a title is all it needs.
QUIET_KINDS: Final = (Kind.TRAVEL, Kind.MEAL, Kind.FREE)
LABELS: Final[Mapping[str, Message]] = {
    "name": Message("Name"),
    "city": Message("City"),
    "country": Message("Country"),
    "summary": Message("In short"),
    "purpose": Message("Purpose"),
    "project_name": Message("Project"),
    "project_number": Message("Project number"),
    "website": Message("Website"),
    "first_day": Message("First day"),
    "last_day": Message("Last day"),
    "timezone": Message("Time zone"),
    "places": Message("Number of places"),
    "queue": Message("Those who find no place wait in a queue"),
    "opens": Message("Registration opens"),
    "closes": Message("Registration closes"),
    "keep_days": Message("Days until the data is erased"),
    "name_language": Message("Language of the name"),
    "role": Message("Role"),
    "street": Message("Street"),
    "postal_code": Message("Postal code"),
    "latitude": Message("Latitude"),
    "longitude": Message("Longitude"),
    "directions": Message("How to get there"),
    "capacity": Message("Seats"),
    "affiliation": Message("Organisation"),
    "biography": Message("About the person"),
    "kind": Message("Kind"),
    "title": Message("Title"),
    "abstract": Message("About it"),
    "status": Message("Status"),
    "minutes": Message("Minutes"),
    "topic": Message("Topic"),
    "speaker": Message("Speaker"),
    "code": Message("Code (in addresses)"),
    "day": Message("Day"),
    "from": Message("From"),
    "to": Message("To"),
    "to_day": Message("Ends on another day"),
    "place": Message("Place"),
    "starts": Message("Beginning"),
    "ends": Message("End"),
    "venue": Message("Place"),
    "room": Message("Room"),
    "rooms": Message("Rooms"),
    "time": Message("Time"),
    "slots": Message("Speakers"),
    "starts_on": Message("First day"),
    "ends_on": Message("Last day"),
    "languages": Message("Languages, in this order"),
}
OWN_LABELS: Final[Mapping[tuple[str, str], Message]] = {
    ("visit", "name"): Message("Name of the visit"),
    ("organisation", "name"): Message("Name of the organisation"),
    ("venue", "name"): Message("Name of the place"),
    ("room", "name"): Message("Name of the room"),
}


def label_of(kind: str, name: str) -> Message:
    """What a field of that kind of thing is called; ``name`` as in a plan, without a language."""
    return OWN_LABELS.get((kind, name)) or LABELS[name]
