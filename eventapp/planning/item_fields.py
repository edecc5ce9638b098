"""What sessions, venues and speakers of a draft have beside what is released (pure): their fields, in the order of file
and form."""

from collections.abc import Mapping
from typing import Final

from eventapp.core.text import LANGUAGE_NAMES, Message
from eventapp.planning import visit_fields
from eventapp.programme import availability, snapshot
from eventapp.visits import values
from eventapp.visits.fields import Control, Field, Width, fields_of


def _instant(label: Message, column: str) -> Field:
    """Of a session: the file says it by day and clock, the form asks for it so."""
    return Field(label=label, control=Control.HIDDEN, column=column, initial=None, copied=False)


SESSION: Final[Mapping[str, Field]] = {
    **fields_of(snapshot.PublicSession),
    "places": Field(
        label=Message("Number of places"),
        help=Message("For how many people it is. Empty: for all who come."),
        check=values.whole(0, 100_000),
        control=Control.NUMBER,
        initial=None,
    ),
    "locked": Field(
        label=Message("Time and place stay as they are"),
        help=Message("Agreed with the host: it is not to be moved."),
        check=values.flag,
        control=Control.FLAG,
        initial=False,
        copied=False,
    ),
    "join_link": Field(
        label=Message("Link to join from afar"),
        help=Message("Only those who have a place see it, on their own page, as soon as it is saved."),
        check=values.link_of_a_meeting,
        control=Control.WEB,
        width=Width.DOUBLE,
        copied=False,
    ),
    "organisers_note": Field(
        label=Message("Note"),
        help=Message("It is never public: only organisers see it, here, in the history and in the visit’s file."),
        check=values.several_lines(),
        control=Control.TEXT,
        width=Width.WHOLE,
        copied=False,
    ),
    "starts": _instant(Message("Beginning"), "starts_at"),
    "ends": _instant(Message("End"), "ends_at"),
    "venue": visit_fields.hidden(Message("Place"), values.reference, column="venue_id"),
    "room": visit_fields.hidden(Message("Room"), values.reference, column="room_id"),
}
VENUE: Final[Mapping[str, Field]] = {
    **fields_of(snapshot.PublicVenue),
    "host": Field(
        label=Message("Host organisation"),
        help=Message("Whose house it is."),
        check=values.reference,
        control=Control.REFERENCE,
        column="organisation_id",
    ),
    "contact_public": Field(
        label=Message("The contact on the day is public"),
        help=Message("On the page of the place and on paper. Else organisers alone see it."),
        check=values.flag,
        control=Control.FLAG,
        initial=False,
        copied=False,
    ),
}
TIMES: Final[Mapping[str, Field]] = {
    "place": Field(label=Message("Place"), control=Control.REFERENCE),
    "day": Field(label=Message("Day"), control=Control.VISIT_DAY),
    "from": Field(label=Message("From"), control=Control.CLOCK, width=Width.HALF),
    "to": Field(label=Message("To"), control=Control.CLOCK, width=Width.HALF),
    "to_day": Field(
        label=Message("Ends on another day"),
        help=Message("Only if it ends on another day than it begins."),
        control=Control.VISIT_DAY,
    ),
}
_LETTERS_IN: Final = {
    "": Message("the visit’s first language"),
    **{code: Message(name) for code, name in LANGUAGE_NAMES.items()},
}
SPEAKER: Final[Mapping[str, Field]] = {
    **fields_of(snapshot.PublicSpeaker),
    "available": Field(
        label=Message("When they can be there"),
        help=availability.HELP,
        check=availability.check,
        control=Control.AVAILABLE,
        width=Width.WHOLE,
    ),
    "email": Field(
        label=Message("E-mail"),
        help=Message("For organisers alone. Without it they cannot be asked by letter."),
        check=values.mailbox,
        length=254,
    ),
    "letters_in": Field(
        label=Message("Language of our letters"),
        check=values.one_of(_LETTERS_IN),
        control=Control.CHOICE,
        choices=_LETTERS_IN,
    ),
}
