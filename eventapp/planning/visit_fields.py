"""What a visit says of itself, of its registration and of who funds it (pure): their fields, in the order of file and
form."""

from collections.abc import Mapping
from typing import Any, Final

from eventapp.core.text import LANGUAGES, Message
from eventapp.visits import values
from eventapp.visits.fields import Control, Field, Width


def _local(label: Message, limit: int = values.LINE, *, required: bool = False, width: Width = Width.ONE) -> Field:
    return Field(label=label, check=values.one_line(limit), local=True, required=required, width=width)


def _moment(label: Message, help_words: Message, column: str = "") -> Field:
    return Field(label=label, help=help_words, control=Control.MOMENT, column=column, initial=None, copied=False)


def _day(label: Message, column: str) -> Field:
    return Field(label=label, check=values.day, control=Control.DAY, column=column, required=True, copied=False)


def _switch(label: Message, help_words: Message, column: str = "") -> Field:
    """Off in a new visit, whichever it is as in."""
    return Field(
        label=label,
        help=help_words,
        check=values.flag,
        control=Control.FLAG,
        column=column,
        initial=False,
        copied=False,
    )


def hidden(label: Message, check: values.Check, **more: Any) -> Field:
    """What no form asks."""
    return Field(label=label, check=check, control=Control.HIDDEN, **more)


PLACES: Final = Field(
    label=Message("Number of places"),
    help=Message("Empty: no limit of its own. 0: none."),
    check=values.whole(0, 100_000),
    control=Control.NUMBER,
    initial=None,
)
VISIT: Final[Mapping[str, Field]] = {
    "name": _local(Message("Name of the visit"), required=True, width=Width.DOUBLE),
    "short_name": Field(
        label=Message("Short name of the visit"),
        help=Message("For the head of pages and the subjects of letters. Empty: the whole name stands there."),
        check=values.one_line(40),
        local=True,
        copied=False,
    ),
    "city": _local(Message("City")),
    "country": _local(Message("Country")),
    "summary": Field(
        label=Message("In short"),
        check=values.one_line(values.SUMMARY),
        control=Control.TEXT,
        width=Width.WHOLE,
        local=True,
    ),
    "purpose": Field(
        label=Message("Purpose"), check=values.several_lines(), control=Control.TEXT, width=Width.WHOLE, local=True
    ),
    "practical": Field(
        label=Message("Practical information"),
        help=Message(
            "Hotel, transport, where people meet, whom to ring, emergency numbers (in Norway 110 fire, 112 police, 113 "
            "ambulance). An empty line begins a paragraph."
        ),
        check=values.several_lines(),
        control=Control.TEXT,
        width=Width.WHOLE,
        local=True,
    ),
    "project_name": _local(Message("Project"), 300, width=Width.DOUBLE),
    "project_number": Field(label=Message("Project number"), check=values.one_line(80)),
    "website": Field(
        label=Message("Website"), check=values.web_address, control=Control.WEB, width=Width.DOUBLE, length=300
    ),
    "contact_name": Field(
        label=Message("Contact: name"),
        help=Message("Whom people ask about the visit: a person or an office. Public, on pages, in letters, on paper."),
        check=values.one_line(120),
        length=120,
        copied=False,
    ),
    "contact_email": Field(
        label=Message("Contact: e-mail"),
        help=Message("Answers to the letters of this visit go there."),
        check=values.mailbox,
        length=254,
        copied=False,
    ),
    "contact_phone": Field(
        label=Message("Contact: telephone"),
        help=Message("With the country code, as in +370 612 34567."),
        check=values.telephone,
        length=40,
        copied=False,
    ),
    "first_day": _day(Message("First day"), "starts_on"),
    "last_day": _day(Message("Last day"), "ends_on"),
    "timezone": Field(label=Message("Time zone"), check=values.zone, control=Control.ZONE, required=True),
    "way_margin": Field(
        label=Message("Minutes added to every way"),
        help=Message("From one place to the next: for gathering, coats and doors."),
        check=values.whole(0, 120),
        control=Control.NUMBER,
        initial=0,
        required=True,
    ),
    "languages": hidden(Message("Languages, in this order"), values.languages, initial=LANGUAGES),
    "calendar_uid": hidden(Message("Calendar"), values.uid, told=False, copied=False),
    "visible": _switch(
        Message("Everybody can see the visit"),
        Message("Until then it is hidden: its pages are found by nobody, not even by who knows their addresses."),
    ),
}
MODERATED: Final[Mapping[str, Message]] = {
    "nobody": Message("about nobody: who registers has a place, or waits for one"),
    "other": Message("about people from organisations that are not in the list"),
    "everybody": Message("about everybody"),
}
REGISTRATION: Final[Mapping[str, Field]] = {
    "places": PLACES,
    "queue": Field(
        label=Message("Those who find no place wait in a queue"),
        check=values.flag,
        control=Control.FLAG,
        initial=True,
    ),
    "open": _switch(
        Message("Registration is open"),
        Message("Between the times below, if there are any. Else nobody can register, whatever they say."),
        "registration_open",
    ),
    "opens": _moment(
        Message("Registration opens"),
        Message("Day and time, as in 2017-03-01 12:00. Empty: as soon as you open it."),
        "registration_opens_at",
    ),
    "closes": _moment(
        Message("Registration closes"),
        Message("Day and time, as in 2017-03-01 12:00. Empty: when the visit ends."),
        "registration_closes_at",
    ),
    "queue_until": _moment(
        Message("The waiting list moves until"),
        Message(
            "Day and time. From then on nobody who waits gets a place: free places go to whoever registers then. "
            "Empty: when the visit begins."
        ),
    ),
    "after_the_end": _switch(
        Message("Registration stays open after the visit’s last day"),
        Message("Then, without dates, registration never closes and the waiting list never stops."),
    ),
    "moderated": Field(
        label=Message("An organiser decides first"),
        help=Message("Until then whoever has registered holds no place, and is told so."),
        check=values.one_of(MODERATED),
        control=Control.CHOICE,
        choices=MODERATED,
        initial="nobody",
        required=True,
    ),
    "accept_hours": Field(
        label=Message("Hours to accept a place that has become free"),
        help=Message("Who waits is offered it and says yes or no; then it goes on. Empty: it is theirs at once."),
        check=values.whole(1, 720),
        control=Control.NUMBER,
        initial=None,
    ),
    "keep_days": Field(
        label=Message("Days until the data is erased"),
        help=Message("Counted from the end of the visit, or from the registration if that was later."),
        check=values.whole(1, 3650),
        control=Control.NUMBER,
        initial=365,
        required=True,
    ),
}
FUNDER: Final[Mapping[str, Field]] = {
    "name": Field(
        label=Message("Who funds the visit"),
        help=Message("Stands where people are told why proof of who took part is kept."),
        check=values.one_line(),
        column="funder_name",
        width=Width.DOUBLE,
    ),
    "evidence_until": Field(
        label=Message("Proof is kept until"),
        help=Message(
            "The last day. Of whoever had a place, name and organisation are kept until then, and that they had one; "
            "everything else is erased by its own term. Empty, and no years either: nothing is kept longer."
        ),
        check=values.day,
        control=Control.DAY,
        column="evidence_ends_on",
        initial=None,
        copied=False,
    ),
    "evidence_years": Field(
        label=Message("Or: years after the last payment"),
        help=Message("As long as nobody knows the day. Until it stands here, proof is kept without an end."),
        check=values.whole(1, 30),
        control=Control.NUMBER,
        initial=None,
    ),
    "audit_until": Field(
        label=Message("Prolonged for an audit until"),
        help=Message(
            "The last day, only if auditors ask for it. Contacts, diet, needs and travel are never prolonged."
        ),
        check=values.day,
        control=Control.DAY,
        column="audit_ends_on",
        initial=None,
        copied=False,
    ),
    "audit_reason": Field(
        label=Message("Which audit, and why"),
        help=Message("People read it on the page about their data."),
        check=values.one_line(300),
        length=300,
        width=Width.WHOLE,
        copied=False,
    ),
}
