"""The organisers' page of ways: how many minutes lie between each two venues, given or estimated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from babel.numbers import format_decimal
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, dates
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave, Refusal
from eventapp.core.forms import EditForm, Theirs
from eventapp.planning.plan import Key, Plan, way_between
from eventapp.planning.reading import plan_of_kinds
from eventapp.planning.way_forms import ways_form
from eventapp.planning.ways import Pair, pairs, said, save_ways
from eventapp.programme.ways import Position, Ways, read_way, tell_way
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.history import last_changes
from eventapp.visits.telling import by_and_when, organiser_in_words

bp = Blueprint("planning_ways", __name__)
FEW: Final = 6
"""Of so many venues all ways stand on one page; of more, those of one venue."""


@dataclass(frozen=True)
class WaysDesk:
    """``chosen``: the venue whose ways are shown, "": all of them are."""

    desk: Desk
    plan: Plan
    chosen: str

    @cached_property
    def pairs(self) -> list[Pair]:
        return [pair for pair in pairs(self.plan) if self.chosen in ("", *pair)]

    @cached_property
    def now(self) -> dict[str, str]:
        """What is given, by the names of the form."""
        return {pair.name: said(self.plan, pair) for pair in self.pairs}

    @property
    def here(self) -> str:
        at = addresses.desk(self.desk.visit.slug, "ways")
        return f"{at}?venue={self.chosen}" if self.chosen else at

    def name(self, code: str) -> str:
        return self.plan.title_of(Key("venue", code), self.desk.language, self.desk.visit.languages)

    def form(self) -> EditForm:
        labels = {pair.name: " – ".join(map(self.name, pair)) for pair in self.pairs}
        return ways_form(self.desk.language, self.pairs, self.now, labels)

    def theirs(self, form: EditForm, names: Sequence[str]) -> dict[str, Theirs]:
        """What others have made of these ways since they were shown."""
        return {pair.name: self._theirs(form, pair) for pair in self.pairs if pair.name in names}

    def _theirs(self, form: EditForm, pair: Pair) -> Theirs:
        language = self.desk.language
        sides = (str(side.get(pair.name) or "") for side in (form.shown, self.now))
        before, after = (tell_way(language, read_way(words)) for words in sides)
        key = way_between(self.plan, *pair)
        entries = last_changes(self.desk.visit.id, key.path).values() if key else ()
        last = max(entries, key=lambda entry: entry.id, default=None)
        by = by_and_when(language, organiser_in_words(language, last.actor), last, self.desk.visit) if last else ""
        return Theirs(" – ".join(map(self.name, pair)), "", before, after, by)


def _desk(slug: str) -> WaysDesk:
    desk = desk_for(slug)
    plan = plan_of_kinds(desk.visit, "venue")
    codes = [key.code for key, _ in plan.of_kind("venue")]
    asked = request.args.get("venue", "")
    return WaysDesk(desk, plan, asked if asked in codes else codes[0] if len(codes) > FEW else "")


@bp.route(addresses.desk("<slug>", "ways"), methods=["GET", "POST"])
def ways(slug: str) -> ResponseReturnValue:
    """The table, shown or sent: all of it in one step."""
    shown = _desk(slug)
    form = shown.form()
    if request.method != "POST":
        return _show(shown, form)
    caught = form.catch_up(shown.now)
    if not form.validate():
        return _show(shown, form, status=form.refused_status)
    try:
        form.check_known(shown.now)
        typed = {pair.name: str(form[pair.name].data or "") for pair in shown.pairs}
        with transaction():
            save_ways(shown.desk.visit.id, typed, form.shown, act=shown.desk.act())
    except NothingToSave:
        return redirect(_done(shown, "nothing"), 303)
    except ChangedMeanwhile as refusal:
        shown = _desk(slug)
        form.dispute(refusal, shown.theirs(form, refusal.fields))
        form.remember({**form.shown, **shown.now})
        return _show(shown, form, status=refusal.status)
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(shown, form, status=refusal.status)
    return redirect(_done(shown, "both" if caught else "1"), 303)


def _done(shown: WaysDesk, what: str) -> str:
    return f"{shown.here}{'&' if shown.chosen else '?'}done={what}"


def _show(shown: WaysDesk, form: EditForm, *, status: int = 200) -> Response:
    desk, known = shown.desk, _known(shown.plan)
    return desk.page(
        "desk/ways.html",
        status,
        here=shown.here,
        current="venues",
        form=form,
        rows=[_row(shown, form, pair, known) for pair in shown.pairs if pair.name in form],
        venues=[(key.code, shown.name(key.code)) for key, _ in shown.plan.of_kind("venue")],
        chosen=shown.chosen,
        few=FEW,
        unplaced=[shown.name(key.code) for key, _ in shown.plan.of_kind("venue") if key.code not in known.positions],
        done=request.args.get("done", ""),
    )


def _known(plan: Plan) -> Ways:
    places = ((key.code, fields["latitude"], fields["longitude"]) for key, fields in plan.of_kind("venue"))
    return Ways({code: Position(north, east) for code, north, east in places if north is not None and east is not None})


def _row(shown: WaysDesk, form: EditForm, pair: Pair, known: Ways) -> Mapping[str, Any]:
    """``estimate``: in words; "" where one of both has no position."""
    language, kilometres, minutes = shown.desk.language, known.kilometres(*pair), known.estimated(*pair)
    start, end = pair if pair.start == shown.chosen or not shown.chosen else (pair.end, pair.start)
    estimate = ""
    if kilometres is not None and minutes is not None:
        told = dates.minutes(language, minutes)
        estimate = f"≈ {format_decimal(kilometres, '0.0', locale=language)}{dates.NBSP}km, {told}"
    return {"start": shown.name(start), "end": shown.name(end), "estimate": estimate, "field": form[pair.name]}
