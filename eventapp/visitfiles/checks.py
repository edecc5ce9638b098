"""What must hold in a visit as a whole once a file is loaded into it (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from eventapp.planning.conditions import check_condition, lost_conditions
from eventapp.planning.errors import HangsOnItself, HangsOnNothing
from eventapp.planning.plan import FUNDER, REGISTRATION, TABLES, VISIT, Key, Plan
from eventapp.planning.rules import after_the_end, is_too_long, moved_though_locked, prolonged_in_vain
from eventapp.visitfiles.errors import Problem
from eventapp.visitfiles.reading import VisitFile


@dataclass(frozen=True, slots=True)
class Checks:
    """``plan``: the visit as it would be; ``origins``: by its keys, those by which the file calls the same things;
    ``before``: by its keys, the draft as it is."""

    file: VisitFile
    plan: Plan
    origins: Mapping[Key, Key]
    before: Plan

    def problems(self) -> Iterator[Problem]:
        """What is missing, dangling or backwards, at the file's lines."""
        for key in self.origins:
            if key in self.plan:
                yield from self._missing(key)
                yield from self._dangling(key)
                if moved := moved_though_locked(self.before.get(key, {}), self.plan[key]):
                    name = {"starts": "from", "ends": "to"}.get(moved, moved)
                    yield self._problem(key, name, "it is locked: expected what the draft has, or locked = false")
                if self.plan[key].get("optional") and self.plan[key].get("everybody"):
                    yield self._problem(key, "everybody", "expected false, or optional = false: both cannot be")
        yield from self._backwards(VISIT, "first_day", "last_day", "expected a day not before first_day")
        yield from self._backwards(REGISTRATION, "opens", "closes", "expected a moment after opens")
        if wrong := prolonged_in_vain(self.plan[FUNDER]):
            words = "expected a day after evidence_until" if wrong == "audit_until" else "expected both, or neither"
            yield self._problem(FUNDER, wrong, f"{words}: audit_until, audit_reason")
        yield from self._after_the_end()
        yield from self._answers_lost()

    def notes(self) -> Iterator[str]:
        """What may well be meant, and may be a slip: a visit of years, sessions outside the visit's days."""
        visit, zone = self.plan[VISIT], ZoneInfo(self.file.timezone)
        first, last = visit.get("first_day"), visit.get("last_day")
        if first and last and is_too_long(visit):
            yield f"visit lasts {(last - first).days + 1} days: is a year mistyped?"
        for key, fields in self.plan.items():
            starts, ends = fields.get("starts"), fields.get("ends")
            if not starts or not ends or not first or not last:
                continue
            days = starts.astimezone(zone).date(), (ends - timedelta(seconds=1)).astimezone(zone).date()
            if not first <= days[0] <= last or days[1] > last + timedelta(days=1):
                yield f"{key.path} is outside the days of the visit"

    def _missing(self, key: Key) -> Iterator[Problem]:
        for name, field in TABLES[key.kind].fields.items():
            names = field.flat_names(name)
            if field.required and all(self.plan[key].get(flat) in ("", None) for flat in names):
                lines = self.file.lines
                written = [flat for flat in (name, *names) if (self.origins[key], flat) in lines]
                if all(flat in self.file.plan[self.origins[key]] for flat in written):  # else it is a problem already
                    line = self._line(key, written[0] if written else "")
                    example = f", for example {name}.en = …" if field.local else ""
                    yield Problem(line, f"{key.path}.{name}", f"expected the key {name}{example}")

    def _dangling(self, key: Key) -> Iterator[Problem]:
        fields = self.plan[key]
        if key.kind == "slot" and Key("speaker", key.code) not in self.plan:
            yield self._problem(key, "speaker", f'there is no speaker "{key.code}"')
        if key.kind == "session":
            venue, room = fields.get("venue"), fields.get("room")
            if venue and Key("venue", venue) not in self.plan:
                yield self._problem(key, "venue", f'there is no venue "{venue}"')
            elif room and not venue:
                yield self._problem(key, "room", "expected the key venue too, with the room's venue")
            elif room and Key("venue", str(venue)).within("room", room) not in self.plan:
                yield self._problem(key, "room", f'there is no room "{room}" in the venue "{venue}"')
        if key.kind == "way":
            yield from self._way(key)
        yield from self._condition(key)
        if fields.get("host") and Key("organisation", str(fields["host"])) not in self.plan:
            yield self._problem(key, "host", f'there is no organisation "{fields["host"]}"')
        if key.kind == "venue" and (fields.get("latitude") is None) != (fields.get("longitude") is None):
            yield self._problem(key, "latitude", "expected latitude and longitude together")

    def _condition(self, key: Key) -> Iterator[Problem]:
        said = self.plan[key].get("only_if")
        try:
            check_condition(key, self.plan[key], self.plan)
        except HangsOnNothing:
            yield self._problem(key, "only_if", f'there is no question that can be answered so: "{said}"')
        except HangsOnItself:
            yield self._problem(key, "only_if", "expected another question: this one hangs on itself, by way of others")

    def _answers_lost(self) -> Iterator[Problem]:
        """Of what the file does not say itself: at the question on which it hangs."""
        for key in lost_conditions(self.before, self.plan):
            if key not in self.origins:
                said = self.plan[key]["only_if"]
                above = Key("question", said.partition("=")[0])
                yield self._problem(above, "kind", f'expected that "{said}" can be answered: {key.path} hangs on it')

    def _way(self, key: Key) -> Iterator[Problem]:
        start, end = key.top.code, key.code
        if Key("venue", end) not in self.plan:
            yield self._problem(key, "to", f'there is no venue "{end}"')
        elif start == end:
            yield self._problem(key, "to", "expected another venue than the one it is inside of")
        elif Key("venue", end).within("way", start) in self.plan:
            words = f'this way is written with the venue "{end}", to "{start}"; it holds in both directions'
            yield self._problem(key, "to", words)

    def _after_the_end(self) -> Iterator[Problem]:
        """At the date, if the file says it; else at what the file says that made it late."""
        words = "expected a moment not after the last day, unless after_the_end = true"
        for name in after_the_end(self.plan):
            places = ((REGISTRATION, name), (REGISTRATION, "after_the_end"), (VISIT, "last_day"))
            named = next((place for place in places if place in self.file.lines), places[0])
            yield Problem(self.file.line(*named), f"registration.{name}", words)

    def _backwards(self, key: Key, first: str, last: str, words: str) -> Iterator[Problem]:
        begins, ends = self.plan[key].get(first), self.plan[key].get(last)
        if begins and ends and (ends < begins or (ends == begins and type(ends) is not date)):
            yield self._problem(key, last, words)

    def _problem(self, key: Key, name: str, words: str) -> Problem:
        return Problem(self._line(key, name), f"{key.path}.{name}", words)

    def _line(self, key: Key, name: str) -> int:
        return self.file.line(self.origins.get(key, key), name)
