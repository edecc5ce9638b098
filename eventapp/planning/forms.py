"""Forms for the things of a visit, made from the same description that a visit's file follows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

import wtforms
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation

from eventapp.core import dates
from eventapp.core.errors import Refusal
from eventapp.core.forms import EditForm, Form
from eventapp.core.text import Message, say, translate
from eventapp.planning.asked import CLOCK, NOT_WHOLE, TOGETHER, asked, read_times
from eventapp.planning.conditions import condition_choices
from eventapp.planning.days import day_choices
from eventapp.planning.plan import CODE, TABLES, Fields, Key, Plan
from eventapp.programme import availability, hours
from eventapp.programme.labels import TO_BE_ANNOUNCED
from eventapp.visits import typed, values
from eventapp.visits.facts import VisitFacts
from eventapp.visits.fields import Control, Field
from eventapp.visits.spoken import spoken_choices
from eventapp.visits.values import Unfit
from eventapp.visits.zones import zone_choices

# What is asked of a new visit; what else there is to say of it is said on its pages.
NEW_VISIT: Final[Mapping[str, Field]] = {
    "name": TABLES["visit"].fields["name"],
    "slug": Field(
        label=Message("Address"),
        help=Message("As in oslo-2017; it stays as it is. Empty: it is made of the name."),
        check=values.reference,
    ),
    "city": TABLES["visit"].fields["city"],
    "first_day": TABLES["visit"].fields["first_day"],
    "last_day": TABLES["visit"].fields["last_day"],
    "timezone": TABLES["visit"].fields["timezone"],
    "as_in": Field(
        label=Message("As in"),
        help=Message(
            "Takes over all but people and dates: texts, the practical one among them, organisations, places, and the "
            "sessions without their speakers, each on the same day of the visit at the same time."
        ),
        control=Control.REFERENCE,
    ),
}
NUMBERS: Final = (Control.NUMBER, Control.LENGTH, Control.DEGREES)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form. ``heading`` None: it is never folded. ``rows``: as ``ItemForm.rows`` gives them."""

    heading: Message | None
    rows: list[tuple[str, Field, list[wtforms.Field]]]

    @property
    def is_open(self) -> bool:
        """There is something in it to be looked at: a mistake, or what two have changed."""
        return any(field.errors for _, _, fields in self.rows for field in fields)

    @property
    def said(self) -> list[Message]:
        """What its fields are called in which something stands."""
        return [info.label for _, info, fields in self.rows if any(field.data for field in fields)]


class ItemForm(EditForm):
    """Of one kind of thing. Names of fields are those of a plan, with "-" for "."."""

    of = ""
    together = TOGETHER
    described: Mapping[str, Field] = {}

    def rows(self) -> Iterator[tuple[str, Field, list[wtforms.Field]]]:
        """(name, what it is, its fields): one field, or one for each language, in the form's order."""
        for name, field in self.described.items():
            fields = [self[flat] for flat in map(_dashed, field.flat_names(name)) if flat in self]
            if fields:
                yield name, field, fields

    def sections(self) -> Iterator[Section]:
        """What the form asks at once, without a heading, and then what is folded."""
        folded = {name: heading for heading, names in (TABLES[self.of].sections if self.of else ()) for name in names}
        for heading, rows in groupby(self.rows(), key=lambda row: folded.get(row[0])):
            yield Section(heading, list(rows))

    def name_of(self, field: wtforms.Field) -> str:
        """As a plan calls it."""
        return str(field.name).replace("-", ".")

    def to_fields(self, timezone: str) -> dict[str, Any]:
        """What was typed, as fields of a plan, once the form is valid. Raises Unfit for a time that never is."""
        zone, asked = ZoneInfo(timezone), TABLES[self.of].asked if self.of else {}
        fields = {
            flat: self._kept(flat, partial(_value, field=field, zone=zone))
            for name, field in self.described.items()
            if name not in asked and field is not CODE
            for flat in field.flat_names(name)
        }
        if "place" in asked:
            venue, _, room = (self["place"].data or "").partition("/")
            fields |= {**read_times(self._times(), zone), "venue": venue, "room": room}
        return fields

    def _times(self) -> dict[str, str]:
        """In the form in which planning.asked reads them."""
        said = {name: (self[name].data or "").strip() for name in CLOCK}
        read = {"day": typed.day, "from": typed.clock, "to": typed.clock, "to_day": typed.day}
        return {name: read[name](words) if words else "" for name, words in said.items()}

    def _kept(self, flat: str, read: Callable[[wtforms.Field], Any]) -> Any:
        """What is read of that field; what cannot be is told there."""
        try:
            return read(self[_dashed(flat)])
        except Unfit as unfit:
            unfit.field = _dashed(flat)
            raise

    def refuse(self, error: Refusal | Unfit) -> None:
        """At its field: a plan's "name.lt" is the form's "name-lt", "starts" its "from"."""
        name = error.field or ""
        field = _dashed({"starts": "from", "ends": "to"}.get(name, name))
        if field in self:
            self[field].errors = [*self[field].errors, error.text(self.language)]
        else:
            self.form_errors.append(error.text(self.language))

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and self._all_or_no_time()

    def _all_or_no_time(self) -> bool:
        if "day" not in self:
            return True
        given = [name for name in ("day", "from", "to") if self[name].data]
        for name in ("day", "from", "to") if given or self["to_day"].data else ():
            if name not in given:
                self[name].errors = [translate(self.language, NOT_WHOLE)]
        return not given or len(given) == 3


class CodesField(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick; ``data``: the codes of those that are, with blanks between them, in the order of the choices."""

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(valuelist)

    def pre_validate(self, form: Form) -> None:
        if not set(self.data.split()) <= {code for code, _ in self.choices}:
            raise StopValidation(translate(form.language, values.NOT_LISTED))


class HoursField(StringField):  # type: ignore[misc]
    """Opening hours: told in the reader's language, typed in any; ``data`` as they are kept, or what was typed."""

    data: str | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        with suppress(Unfit):
            self.data = hours.check(self.data or "")

    def _value(self) -> str:
        """What the control shows."""
        kept = str(self.data or "")
        try:
            return hours.told(self._translations.language, hours.check(kept), plain=True)
        except Unfit:
            return kept


class AvailableField(StringField):  # type: ignore[misc]
    """When somebody can be there: told and typed as hours are; days without a year are the visit's."""

    data: str | None
    of_year: int | None = None
    unfit: Unfit | None = None

    def read(self, visit: VisitFacts) -> None:
        """What was typed, in the form in which it is kept; what cannot be read stays, and is refused."""
        self.of_year = visit.starts_on.year
        try:
            self.data = availability.read(self.data or "", visit.starts_on, visit.ends_on)
        except Unfit as unfit:
            self.unfit = unfit

    def pre_validate(self, form: Form) -> None:
        if self.unfit:
            raise StopValidation(self.unfit.text(form.language))

    def _value(self) -> str:
        """What the control shows."""
        kept = str(self.data or "")
        try:
            return availability.told(self._translations.language, availability.check(kept), of_year=self.of_year)
        except Unfit:
            return kept


class Fits:
    """The value must be what the visit's description of it allows."""

    def __init__(self, check: Callable[[Any], Any]) -> None:
        self.check = check

    def __call__(self, form: Form, field: wtforms.Field) -> None:
        try:
            self.check((field.data or "").strip())
        except Unfit as unfit:
            raise StopValidation(unfit.text(form.language)) from unfit


def _day(said: str) -> date | None:
    return values.written_day(typed.day(said)) if said else None


def _clock(said: str) -> None:
    """A time; whether it exists on its day, and which offset is right, is judged with the day."""
    if said:
        values.wall_clock(date(2017, 4, 3), re.sub(r" ?[+-]\d\d:\d\d$", "", typed.clock(said)), ZoneInfo("UTC"))


def _moment(said: str, zone: ZoneInfo) -> datetime | None:
    return values.moment(typed.moment(said), zone)


def _number(said: str, control: Control) -> Any:
    """A number where it is one; else the text, which no number check takes."""
    written = typed.length(said) if control is Control.LENGTH else typed.decimal(said)
    for kind in (int, float):
        try:
            return kind(written) if written.isascii() else written
        except ValueError:
            continue
    return written


def _check(field: Field, zone: ZoneInfo) -> Callable[[str], Any]:
    """Turns what was typed into what a plan keeps. Raises Unfit."""
    check = field.check or values.one_line()
    if field.control in NUMBERS:
        return lambda said: check(_number(said, field.control))
    own: dict[Control, Callable[[str], Any]] = {
        Control.DAY: _day,
        Control.VISIT_DAY: _day,
        Control.CLOCK: _clock,
        Control.MOMENT: lambda said: _moment(said, zone),
    }
    return own.get(field.control, check)


def _value(shown: wtforms.Field, field: Field, zone: ZoneInfo) -> Any:
    """As a plan keeps it."""
    if field.control is Control.FLAG:
        return bool(shown.data)
    said = (shown.data or "").strip()
    if field.control is Control.SEVERAL_SPOKEN:
        return values.several_spoken(said.split())
    return said if field.control in (Control.CHOICE, Control.REFERENCE) else _check(field, zone)(said)


def _dashed(flat: str) -> str:
    return flat.replace(".", "-")


@cache
def _form_class(kind: str, *, new: bool) -> type[ItemForm]:
    """WTForms shows fields in the order in which they were made; only a new thing's code is asked for."""
    described = TABLES[kind].form_fields() | ({"code": CODE} if new and "code" in TABLES[kind].own else {})
    return _made(kind, described)


def _made(kind: str, described: Mapping[str, Field]) -> type[ItemForm]:
    made: dict[str, Any] = {"of": kind, "described": described}
    for name, field in described.items():
        made |= {_dashed(flat): _field(field) for flat in field.flat_names(name)}
    return type(f"{kind.title()}Form", (ItemForm,), made)


def _field(field: Field) -> Any:
    """The control; a title beside the same in other languages needs more than one line to be seen."""
    chosen = {
        **dict.fromkeys((Control.CHOICE, Control.REFERENCE), SelectField),
        Control.SPOKEN: partial(SelectField, default=""),
        Control.SEVERAL_SPOKEN: CodesField,
        Control.FLAG: BooleanField,
    }
    if field.control in chosen:
        return chosen[field.control](field.label)
    fits = [Fits(_check(field, ZoneInfo("UTC")))]
    # a field that is not sent is an empty one
    if field.local and field.control is not Control.TEXT:
        return TextAreaField(field.label, fits, filters=[_one_line], default="")
    kinds: dict[Control, Any] = {
        Control.VISIT_DAY: SelectField,
        Control.ZONE: SelectField,
        Control.TEXT: TextAreaField,
        Control.HOURS: HoursField,
        Control.AVAILABLE: AvailableField,
    }
    return kinds.get(field.control, StringField)(field.label, fits, default="")


def _one_line(said: str) -> str:
    """A line break in a title is one of the box, not of the title."""
    return re.sub(r"\s*[\r\n]+\s*", " ", said)


def item_form(
    key: Key,
    language: str,
    plan: Plan,
    *,
    visit: VisitFacts,
    fields: Fields | None,
) -> ItemForm:
    """The form for a thing; ``fields`` is what it says now, None for a new one."""
    timezone, order = visit.timezone, visit.languages
    shown = {} if fields is None else asked(key.kind, fields, ZoneInfo(timezone))
    data = {_dashed(name): value for name, value in shown.items()} | {"speaker": key.code}
    form = _form_class(key.kind, new=fields is None)(language, data=data)
    if not form.is_submitted():
        form.remember(shown)
    offered: Mapping[str, Callable[[], Iterator[tuple[str, str]]]] = {
        "host": lambda: _organisation_choices(plan, language),
        "place": lambda: _place_choices(plan, language, order),
        "speaker": lambda: _speaker_choices(key, plan, fields),
        "only_if": lambda: _condition_choices(key, plan, language, order),
    }
    for name, field in form.described.items():
        if field.choices:
            form[name].choices = [(str(value), translate(language, words)) for value, words in field.choices.items()]
        elif field.control is Control.AVAILABLE:
            form[name].read(visit)
        elif field.control in (Control.SPOKEN, Control.SEVERAL_SPOKEN):
            unsaid = [("", dates.DASH)] if field.control is Control.SPOKEN else []
            form[name].choices = [*unsaid, *spoken_choices(language)]
        elif name in offered:
            form[name].choices = list(offered[name]())
        elif name in ("day", "to_day"):
            form[name].choices = list(day_choices(name, language, visit, form[name].data or ""))
    return form


def new_visit_form(language: str, earlier: Sequence[VisitFacts]) -> ItemForm:
    """The form for a visit that is not there yet, of what NEW_VISIT says; ``earlier``: those it can be as in."""
    form = _made("", NEW_VISIT)(language, data={"timezone": earlier[0].timezone if earlier else ""})
    form["timezone"].choices = zone_choices(language, form["timezone"].data or "")
    none = translate(language, Message("Begin with nothing"))
    form["as_in"].choices = [
        ("", none),
        *((visit.slug, say(visit.name, language, visit.languages)) for visit in earlier),
    ]
    return form


def _place_choices(plan: Plan, language: str, order: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "", translate(language, TO_BE_ANNOUNCED)
    for key, _ in plan.of_kind("venue"):
        yield key.code, plan.title_of(key, language, order)
    for room, _ in plan.of_kind("room"):
        names = (plan.title_of(key, language, order) for key in (room.top, room))
        yield f"{room.top.code}/{room.code}", ", ".join(names)


def _condition_choices(key: Key, plan: Plan, language: str, order: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "", translate(language, Message("always"))
    yield from condition_choices(plan, key, language, order)


def _organisation_choices(plan: Plan, language: str) -> Iterator[tuple[str, str]]:
    yield "", translate(language, Message("none of the visit’s organisations"))
    yield from ((key.code, str(fields["name"])) for key, fields in plan.of_kind("organisation"))


def _speaker_choices(key: Key, plan: Plan, fields: Fields | None) -> Iterator[tuple[str, str]]:
    """Of a new slot, whoever has none there; of one that is there, its own."""
    taken = {other.code for other, _ in plan.parts_of(key.top)}
    for other, speaker in plan.of_kind("speaker"):
        if other.code == key.code or (fields is None and other.code not in taken):
            yield other.code, str(speaker["name"])
