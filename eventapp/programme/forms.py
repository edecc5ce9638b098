"""Forms for the things of a visit, made from the same description that a visit's file follows."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from eventapp.core.forms import Form, read_seen
from eventapp.core.text import LANGUAGES, Message, translate
from eventapp.programme.names import CHOICES, TO_BE_ANNOUNCED, label_of
from eventapp.publishing import visit_format, visit_values
from eventapp.publishing.visit_changes import plain
from eventapp.publishing.visit_format import Fields, Key, Plan, called
from eventapp.publishing.visit_values import Unfit

HELP: Final[Mapping[str, Message]] = {
    "code": Message("Empty: one is made. It stands in addresses and is fixed after the first release."),
    "to_day": Message("Only if it ends on another day than it begins."),
    "places": Message("Empty: no limit of its own. 0: none."),
    "keep_days": Message("Counted from the end of the visit, or from the registration if that was later."),
    "opens": Message("Day and time, as in 2017-03-01 12:00. Empty: open already."),
    "closes": Message("Day and time, as in 2017-03-01 12:00. Empty: it stays open."),
    "timezone": Message("As in Europe/Oslo."),
    "latitude": Message("In degrees, as in 59.9139."),
    "longitude": Message("In degrees, as in 10.7522."),
    "name_language": Message("Tells screen readers how to pronounce the name."),
}
LONG: Final = {"purpose", "directions", "biography", "abstract", "summary"}
WIDE: Final = {"name", "website", "street", "project_name"}
HIDDEN: Final = {"uid", "calendar_uid", "languages", "starts", "ends", "venue", "room"}
NUMBERS: Final = {"places", "keep_days", "capacity", "minutes"}
DEGREES: Final = {"latitude", "longitude"}
DAYS: Final = {"first_day", "last_day", "day", "to_day"}
CLOCKS: Final = {"from", "to"}
MOMENTS: Final = {"opens", "closes"}
ORDER: Final = {
    "session": ("title", "kind", "status", "place", "day", "from", "to", "to_day", "abstract"),
    "slot": ("speaker", "topic", "minutes", "status"),
}
CODED: Final = ("organisation", "venue", "room", "speaker", "session")


class ThingForm(Form):
    """Of one kind of thing. Names of fields are those of a plan, with "-" for "."; ``seen`` says what was shown."""

    of = ""
    seen = HiddenField()

    def rows(self) -> Iterator[tuple[Message, list[Field]]]:
        """(label, its fields): one field, or one for each language, in the form's order."""
        grouped: dict[str, list[Field]] = {}
        for field in self:
            if field.name not in ("csrf_token", "seen"):
                grouped.setdefault(field.name.split("-")[0], []).append(field)
        yield from ((label_of(self.of, name), fields) for name, fields in grouped.items())

    def as_seen(self) -> dict[str, Any]:
        """The thing as the organiser saw it; empty where nothing can be read."""
        return read_seen(self.seen.data)

    def said(self, timezone: str) -> dict[str, Any]:
        """What was typed, as fields of a plan, once the form is valid."""
        typed = {
            field.name.replace("-", "."): _value(field)
            for field in self
            if field.name not in ("csrf_token", "seen", "code", "speaker", "place", *DAYS - {"first_day", "last_day"})
            and field.name not in CLOCKS | MOMENTS
        }
        zone = ZoneInfo(timezone)
        if self.of == "session":
            typed |= self._times(zone) | dict(zip(("venue", "room"), _place(self["place"].data), strict=True))
        if self.of == "registration":
            typed |= {name: _moment(self[name].data, zone) for name in MOMENTS}
        return typed

    def _times(self, zone: ZoneInfo) -> dict[str, datetime | None]:
        if not self["day"].data:
            return {"starts": None, "ends": None}
        first = date.fromisoformat(self["day"].data)
        last = date.fromisoformat(self["to_day"].data) if self["to_day"].data else first
        return {
            "starts": visit_values.wall_clock(first, self["from"].data, zone),
            "ends": visit_values.wall_clock(last, self["to"].data, zone),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and self._all_or_no_time()

    def _all_or_no_time(self) -> bool:
        if self.of != "session":
            return True
        given = [name for name in ("day", "from", "to") if self[name].data]
        for name in ("day", "from", "to") if given or self["to_day"].data else ():
            if name not in given:
                self[name].errors = [translate(self.language, Message("Day, beginning and end belong together."))]
        return not given or len(given) == 3


class Fits:
    """The value must be what the visit's description of it allows."""

    def __init__(self, check: Callable[[Any], Any], *, number: bool = False) -> None:
        self.check, self.number = check, number

    def __call__(self, form: Form, field: Field) -> None:
        typed = (field.data or "").strip()
        try:
            self.check(_number(typed) if self.number else typed)
        except Unfit as unfit:
            raise StopValidation(unfit.text(form.language)) from unfit


def _day(typed: str) -> date | None:
    try:
        return visit_values.day(date.fromisoformat(typed)) if typed else None
    except ValueError as error:
        raise Unfit(str(error), visit_values.NO_DAY) from error


def _clock(typed: str) -> None:
    """A time; whether it exists on its day, and which offset is right, is judged with the day."""
    if typed:
        visit_values.wall_clock(date(2017, 4, 3), re.sub(r" ?[+-]\d\d:\d\d$", "", typed), ZoneInfo("UTC"))


def _moment(typed: str | None, zone: ZoneInfo) -> datetime | None:
    return visit_values.moment((typed or "").replace("T", " "), zone)


def _number(typed: str) -> Any:
    """A number where it is one; else the text, which no number check takes."""
    for kind in (int, float):
        try:
            return kind(typed) if typed.isascii() else typed
        except ValueError:
            continue
    return typed


def _value(field: Field) -> Any:
    """As a plan keeps it."""
    if isinstance(field, BooleanField):
        return bool(field.data)
    checks = [validator.check for validator in field.validators if isinstance(validator, Fits)]
    typed = (field.data or "").strip()
    for check in checks:
        number = field.name in NUMBERS | DEGREES
        typed = check(_number(typed) if number else typed)
    return typed


def _place(chosen: str | None) -> tuple[str, str]:
    venue, _, room = (chosen or "").partition("/")
    return venue, room


@cache
def _form_class(kind: str) -> type[ThingForm]:
    """WTForms shows fields in the order in which they were made."""
    described = visit_format.TABLES[kind].fields
    names = list(ORDER.get(kind, [name for name in described if name not in HIDDEN]))
    made: dict[str, Any] = {"of": kind}
    for name in (*names, *(["code"] if kind in CODED else [])):
        field = described.get(name)
        each = [f"{name}-{language}" for language in LANGUAGES] if field and field.local else [name]
        made |= {flat: _field(kind, name, field.check if field else None, several=len(each) > 1) for flat in each}
    return type(f"{kind.title()}Form", (ThingForm,), made)


def _new_code(typed: str) -> str:
    return visit_values.code(typed) if typed else ""


OWN_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(DAYS, _day),
    **dict.fromkeys(CLOCKS, _clock),
    **dict.fromkeys(MOMENTS, lambda typed: _moment(typed, ZoneInfo("UTC"))),
    "code": _new_code,
}


def _field(kind: str, name: str, check: Callable[[Any], Any] | None, *, several: bool) -> Any:
    """``several``: it stands beside the same in other languages, where a title needs more than one line to be seen."""
    label = label_of(kind, name)
    if (kind, name) in CHOICES or name in ("place", "speaker"):
        return SelectField(label)
    if name == "queue":
        return BooleanField(label)
    check = OWN_CHECKS.get(name, check)
    fits = [Fits(check, number=name in NUMBERS | DEGREES)] if check else []
    # a field that is not sent is an empty one
    if name in LONG:
        return TextAreaField(label, fits, default="")
    if several:
        return TextAreaField(label, fits, filters=[_one_line], default="")
    return StringField(label, fits, default="")


def _one_line(typed: str | None) -> str:
    """A line break in a title is one of the box, not of the title."""
    return re.sub(r"\s*[\r\n]+\s*", " ", typed or "")


def thing_form(
    key: Key, language: str, plan: Plan, *, timezone: str, order: list[str], said: Fields | None
) -> ThingForm:
    """The form for a thing; ``said`` is what it says now, None for a new one. ``order`` of the visit's languages."""
    kind = visit_format.kind_of(key)
    shown = _shown(kind, said, ZoneInfo(timezone)) if said is not None else {}
    form = _form_class(kind)(language, data=shown)
    if said is not None and "code" in form:
        del form.code
    for field in form:
        if (kind, field.name) in CHOICES:
            choices = CHOICES[kind, field.name]
            field.choices = [(str(value), translate(language, words)) for value, words in choices.items()]
        elif field.name == "place":
            field.choices = list(_place_choices(plan, language, order))
        elif field.name == "speaker":
            field.choices = list(_speaker_choices(key, plan, said))
    return form


def _shown(kind: str, said: Fields, zone: ZoneInfo) -> dict[str, Any]:
    """Fields of a plan as the form shows them."""
    shown: dict[str, Any] = {name.replace(".", "-"): _as_typed(value, zone) for name, value in said.items()}
    shown["seen"] = seen(said)
    if kind == "session":
        shown["place"] = "/".join(part for part in (said["venue"], said["room"]) if part)
        if said["starts"] and said["ends"]:
            starts, ends = said["starts"].astimezone(zone), said["ends"].astimezone(zone)
            shown |= {"day": f"{starts:%Y-%m-%d}", "from": visit_values.show_clock(starts, zone)}
            shown["to"] = visit_values.show_clock(ends, zone)
            shown["to_day"] = f"{ends:%Y-%m-%d}" if ends.date() != starts.date() else ""
    return shown


def _as_typed(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d} {visit_values.show_clock(value, zone)}"
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)


def seen(said: Fields) -> str:
    """What a form remembers of the thing it shows, so that a save can tell what changed meanwhile."""
    return json.dumps({name: plain(value) for name, value in said.items()})


def _place_choices(plan: Plan, language: str, order: list[str]) -> Iterator[tuple[str, str]]:
    yield "", translate(language, TO_BE_ANNOUNCED)
    for key, said in plan.items():
        if key[0] == "venue":
            venue = called(plan[key[:2]], language, order)
            yield ("/".join(key[1::2]), venue if len(key) == 2 else f"{venue}, {called(said, language, order)}")


def _speaker_choices(key: Key, plan: Plan, said: Fields | None) -> Iterator[tuple[str, str]]:
    taken = {other[-1] for other in plan if other[:3] == (*key[:2], "slot")} if said is None else set()
    for other, speaker in plan.items():
        if other[0] == "speaker" and (other[1] == key[-1] or (said is None and other[1] not in taken)):
            yield other[1], str(speaker["name"])
