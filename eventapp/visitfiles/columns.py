"""What the columns of pasted lines may be, and the words of their headings (pure)."""

from collections.abc import Mapping, Sequence
from typing import Final

from eventapp.core import headings
from eventapp.core.headings import Column
from eventapp.core.text import LANGUAGES, Message
from eventapp.planning.plan import TABLES
from eventapp.registration.columns import PEOPLE_STEMS
from eventapp.visits.fields import Control

READ: Final = (
    *(Control.LINE, Control.TEXT, Control.NUMBER, Control.LENGTH, Control.DEGREES),
    *(Control.FLAG, Control.CHOICE, Control.WEB),
)
"""Fields that one cell says by itself."""
_OF_SESSIONS: Final = (
    Column("day", Message("Day")),
    Column("time", Message("Time")),
    Column("from", Message("From")),
    Column("to", Message("To")),
    Column("length", Message("Length")),
    Column("place", Message("Place")),
    Column("room", Message("Room")),
    Column("speakers", Message("Speakers")),
)
_OF_VENUES: Final = (Column("rooms", Message("Rooms")),)
_TOGETHER: Final[Mapping[str, Sequence[Column]]] = {"session": _OF_SESSIONS, "venue": _OF_VENUES}
# Beginnings of the words of a heading, folded; what stands further up is tried first.
_STEMS: Final[Mapping[str, Mapping[str, str]]] = {
    "session": {
        "from": "nuo pradzi prasideda from start begin fra kl_fra",
        "to": "iki pabaig baigiasi to end until til slutt",
        "length": "trukm duration length minut varighet lengde",
        "room": "sale patalp kabinet aukst room hall rom sal",
        "speakers": "praneseja lektor kalbet speaker presenter lecturer foredragshold taler innleder",
        "place": "viet adres pastat place venue location where kur sted hvor lokale",
        "kind": "rusis tipas kind type format slag",
        "status": "busen status state tilstand",
        "abstract": "aprasym apie turin abstract description about summary beskrivelse om_ innhold",
        "day": "diena data dienos date day when kada dag dato",
        "time": "laik valand time hours clock tid kl klokke",
        "title": "pavadin tema renginy sesij veikl title session subject topic activity event programme tittel tema "
        "emne hva aktivitet",
    },
    "speaker": {
        "website": "svetain interneto www web nettsted nettside hjemmeside",
        "role": "pareig pozicij position role title stilling tittel rolle",
        "affiliation": "organizac istaig imon institu affiliat organi company employer arbeids bedrift",
        "biography": "apie biograf aprasym about bio om_",
        "name": "vard praneseja lektor kalbet pavard name speaker navn foredragshold",
    },
    "venue": {
        "website": "svetain interneto www web nettsted nettside",
        "rooms": "sales patalpos kambar rooms halls rommene saler",
        "street": "gatv adres street address gate",
        "postal_code": "pasto indeks postal postcode zip postnummer postkode",
        "city": "miest city town by sted_by poststed",
        "latitude": "platum latitude lat bredde",
        "longitude": "ilgum longitude lon lengdegrad",
        "directions": "kaip nuvyk directions how hvordan veibeskrivelse",
        "name": "pavadin viet pastat name place venue building sted navn bygning",
    },
    "organisation": {
        "website": "svetain interneto www web nettsted nettside hjemmeside",
        "name_language": "kalb language sprak",
        "role": "vaidm role rolle",
        "places": "vietu places seats plasser",
        "name": "pavadin organizac istaig partner name organi navn",
    },
    "registration": PEOPLE_STEMS,
}


def columns_of(kind: str, languages: Sequence[str]) -> dict[str, Column]:
    """{name: column} of what may be said of that kind of thing; texts in the visit's languages first."""
    order = [*languages, *(language for language in LANGUAGES if language not in languages)]
    found = list(_TOGETHER.get(kind, ()))
    for name, field in TABLES[kind].fields.items():
        if field.control not in READ or field.check is None:
            continue
        if field.local:
            found += [Column(f"{name}.{language}", field.label, language) for language in order]
        else:
            found.append(Column(name, field.label))
    first = ("title", "name")  # what a thing is called stands before all else
    return {column.name: column for column in sorted(found, key=lambda column: column.base not in first)}


def find_headings(kind: str, rows: Sequence[Sequence[str]], columns: Mapping[str, Column]) -> tuple[int, list[str]]:
    """See ``core.headings``, for lines of that kind of thing."""
    return headings.find_headings(rows, columns, _STEMS[kind])
