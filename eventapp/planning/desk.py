"""Organisers' pages of the draft: sessions with their slots, speakers, places with their rooms, organisations, facts.

One page for every kind of thing; what a thing has is described in planning.plan.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, dates, outcomes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave, Refusal
from eventapp.core.forms import Form, Theirs
from eventapp.core.text import Message, translate_plural
from eventapp.planning.asked import Asked, asked
from eventapp.planning.clash_counts import clashes_by_session
from eventapp.planning.clashes import Clash, Teller
from eventapp.planning.conditions import condition_in_words
from eventapp.planning.errors import ItemNotFound, RemovedMeanwhile, RemovedWithAll, StillUsed
from eventapp.planning.forms import ItemForm, item_form
from eventapp.planning.intending import read_clashes
from eventapp.planning.listed import by_day, slots_of
from eventapp.planning.meanwhile import theirs_in_words
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.ordering import ORDERED, move_item
from eventapp.planning.plan import SINGLE, TABLES, Fields, Key, Plan, page_of, title_of
from eventapp.planning.reading import plan_around, plan_of_kinds
from eventapp.planning.rows import LIVE
from eventapp.planning.several_forms import shown_sessions
from eventapp.programme.missing import find_missing
from eventapp.programme.snapshot import KIND_NAMES, SLOT_NAMES, STATUS_NAMES
from eventapp.visits.facts import VisitFacts
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.history import last_removal
from eventapp.visits.telling import by_and_when, organiser_in_words
from eventapp.visits.values import Unfit

bp = Blueprint("planning_desk", __name__)

# ?without=… shows the sessions that lack it
WITHOUT: Final = {
    "": Message("all sessions"),
    "time": Message("Without a time"),
    "venue": Message("Without a place"),
    "answer": Message("Speakers have not answered"),
}
LISTED: Final = ("session", "speaker", "venue", "organisation", "question")


Items = Sequence[tuple[Key, Fields]]


@dataclass(frozen=True, slots=True)
class PlanningDesk(Desk):
    """``plan``: as much of the draft as the page shows."""

    plan: Plan

    def plan_page(self, template: str, status: int = 200, **shown: Any) -> Response:
        shown |= {"plan": self.plan, "Key": Key, "title_of": lambda fields: title_of(fields, *self._reader())}
        shown["hangs_on"] = lambda fields: condition_in_words(self.plan, fields["only_if"], *self._reader())
        return self.page(template, status, **shown)

    def form(self, key: Key, *, new: bool = False) -> ItemForm:
        fields = None if new else self.plan[key]
        return item_form(key, self.language, self.plan, visit=self.visit, fields=fields)

    def asked(self, key: Key) -> Asked:
        """What the thing's form shows now."""
        return asked(key.kind, self.plan[key], ZoneInfo(self.visit.timezone))

    def theirs(self, key: Key, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Theirs]:
        """planning.meanwhile.theirs_in_words."""
        return theirs_in_words(self.visit, self.language, self.plan, key, changes)

    def _reader(self) -> tuple[str, Sequence[str]]:
        return self.language, self.visit.languages


def items(slug: str, *, kind: str) -> ResponseReturnValue:
    """All of one kind, in the visit's order; sessions by time, and by what they lack (``without``)."""
    return show_list(list_desk(slug, kind), kind)


def list_desk(slug: str, kind: str) -> PlanningDesk:
    """Who may see that list, and what stands in it."""
    return _with(desk_for(slug), lambda visit: plan_of_kinds(visit, kind))


def show_list(desk: PlanningDesk, kind: str, *, status: int = 200, unsent: Form | None = None) -> Response:
    """``unsent``: a form of the list that is to be sent once more."""
    found = list(desk.plan.of_kind(kind))
    without = request.args.get("without", "")
    if kind == "session" and without and without in WITHOUT:
        lacking = getattr(find_missing(desk.visit.id), without)
        found = [(key, fields) for key, fields in found if key.code in lacking]
    zone = ZoneInfo(desk.visit.timezone)
    return desk.plan_page(
        "desk/items.html",
        status,
        here=_address(desk.visit.slug, Key(kind)),
        unsent=unsent,
        ordered=kind in ORDERED,
        done=request.args.get("done", ""),
        added=outcomes.added_in_words(desk.language, request.args),
        **(shown_sessions(desk.language, request.args, unsent) if kind == "session" else {}),
        current=TABLES[kind].page,
        kind=kind,
        described=TABLES[kind].fields,
        title=TABLES[kind].many,
        new=TABLES[kind].new,
        items=found,
        without=WITHOUT if kind == "session" else {},
        chosen=without if without in WITHOUT else "",
        days=by_day(found, zone) if kind == "session" else [],
        slots=slots_of(desk.plan),
        clashes=clashes_by_session(desk.visit) if kind == "session" else {},
        local=lambda moment: moment.astimezone(zone),
        length=partial(dates.length, desk.language),
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        slot_names=SLOT_NAMES,
    )


def _with(desk: Desk, plan: Callable[[VisitFacts], Plan]) -> PlanningDesk:
    return PlanningDesk(desk.account, desk.visit, desk.language, desk.right, plan(desk.visit))


def item(slug: str, *, kind: str, code: str = "", inner: str = "", new: bool = False) -> ResponseReturnValue:
    """One thing's form, shown or sent. Raises ItemNotFound."""
    desk, key = _around(slug, _key(kind, code, inner))
    if not _is_there(desk, key, new=new):
        return _lost(desk, key)
    form = desk.form(key, new=new)
    if request.method != "POST":
        return _show(desk, key, form)
    if verb := verbs.of_old_form(() if new or key.is_single else VERBS, desk.language):
        return _do(desk, key, form, verb)
    return _save(desk, key, form, new=new)


def _save(desk: PlanningDesk, key: Key, form: ItemForm, *, new: bool) -> ResponseReturnValue:
    slug = desk.visit.slug
    caught = {} if new else form.catch_up(desk.asked(key))
    if not form.validate():
        return _show(desk, key, form, status=form.refused_status, caught=caught)
    try:
        edit = _edit(desk, key, form, new=new)
        with transaction():
            key = save_item(desk.visit.id, edit, act=desk.act())
    except NothingToSave:
        return redirect(_address(slug, key) + "?done=nothing", 303)
    except (Refusal, Unfit) as refusal:
        return _refused(desk, key, form, refusal)
    return redirect(_address(slug, key.top) + f"?done={'both' if caught else 1}", 303)


VERBS: Final = {"remove": remove_item}
"""Of things that there may be many of."""


def do(slug: str, *, verb: str, kind: str, code: str, inner: str = "") -> ResponseReturnValue:
    """One of VERBS. Raises ItemNotFound."""
    desk, key = _item(slug, _key(kind, code, inner))
    if request.method != "POST":
        return verbs.lead_to(_address(slug, key))
    form = desk.form(key)
    form.remember(desk.asked(key))
    return _do(desk, key, form, verb)


STEPS: Final = {"up": -1, "down": 1}
"""Verbs of what stands in an order: their buttons are in the list, or on the page of what it is a part of."""


def order(slug: str, *, verb: str, kind: str, code: str, inner: str = "") -> ResponseReturnValue:
    """One of STEPS; then the list again, at the button that was pressed. Raises ItemNotFound."""
    desk, key = _item(slug, _key(kind, code, inner))
    if request.method != "POST":
        return verbs.lead_to(_address(slug, _up(key)))
    sent = Form(desk.language)
    if not sent.validate():
        return _list_around(desk, key, sent)
    at_end = True
    with suppress(NothingToSave), transaction():
        at_end = move_item(desk.visit.id, key, STEPS[verb], act=desk.act())
    other = next(each for each in STEPS if each != verb)
    return redirect(f"{_address(slug, _up(key))}#{other if at_end else verb}-{key.code}", 303)


def _list_around(desk: PlanningDesk, key: Key, unsent: Form) -> Response:
    if key.inside is None:
        return show_list(_with(desk, lambda visit: plan_of_kinds(visit, key.kind)), key.kind, status=400, unsent=unsent)
    form = desk.form(key.inside)
    form.remember(desk.asked(key.inside))
    return _show(desk, key.inside, form, status=400, unsent=unsent)


def _around(slug: str, key: Key) -> tuple[PlanningDesk, Key]:
    """Who may see it, and what is around it."""
    return _with(desk_for(slug), lambda visit: plan_around(visit, key)), key


def _is_there(desk: PlanningDesk, key: Key, *, new: bool = False) -> bool:
    return (new or key in desk.plan) and (not key.inside or key.inside in desk.plan)


def _item(slug: str, key: Key) -> tuple[PlanningDesk, Key]:
    """Who may see it, and what is around it. Raises ItemNotFound."""
    desk, key = _around(slug, key)
    if not _is_there(desk, key):
        raise ItemNotFound
    return desk, key


def _lost(desk: PlanningDesk, key: Key) -> Response:
    """What was typed about a thing that was there when its page was shown. Raises ItemNotFound."""
    gone = key.inside if key.inside and key.inside not in desk.plan else key
    entry = last_removal(desk.visit.id, gone.path)
    if request.method != "POST" or entry is None:
        raise ItemNotFound
    by = by_and_when(desk.language, organiser_in_words(desk.language, entry.actor), entry, desk.visit)
    refusal = (RemovedMeanwhile if gone == key else RemovedWithAll)(by=by)
    form = desk.form(key, new=True)
    form.form_errors.append(refusal.text(desk.language))
    return _show(desk, key._replace(code=""), form, status=refusal.status, more={} if gone == key else {"lost": True})


def _do(desk: PlanningDesk, key: Key, form: ItemForm, verb: str) -> ResponseReturnValue:
    """``form``: the thing's, which the page shows beside a refusal."""
    sent = Form(desk.language)
    if not sent.validate():
        return _show(desk, key, form, status=400, unsent=sent)
    try:
        with transaction():
            VERBS[verb](desk.visit.id, key, act=desk.act())
    except Refusal as refusal:
        sent.refuse(refusal)
        uses = _uses(desk, key, refusal) if isinstance(refusal, StillUsed) else []
        return _show(desk, key, form, status=refusal.status, unsent=sent, more={"uses": uses})
    return redirect(_address(desk.visit.slug, _up(key)) + f"?done={'removed' if key.inside else 1}", 303)


def _uses(desk: PlanningDesk, removed: Key, refusal: StillUsed) -> list[tuple[str, str]]:
    """(what it is called, its address) of each thing that names what was to be removed, and of the people from it."""
    around = _with(desk, lambda visit: plan_around(visit, *refusal.uses)).plan
    found = [
        (around.title_of(key, desk.language, desk.visit.languages), _address(desk.visit.slug, key))
        for key in refusal.uses
    ]
    if refusal.people:
        words = translate_plural(desk.language, "%(num)s registration", "%(num)s registrations", refusal.people)
        people = addresses.desk(desk.visit.slug, "registrations")
        found.append((words, f"{people}?organisation={removed.code}"))
    return found


def _edit(desk: PlanningDesk, key: Key, form: ItemForm, *, new: bool) -> Edit:
    """What was typed. Raises Unfit, NotKnownWhatWasShown."""
    fields = form.to_fields(desk.visit.timezone)
    if new:
        key = key._replace(code=form["speaker" if key.kind == "slot" else "code"].data.strip())
        return Edit(key, fields, None)
    form.check_known(desk.asked(key))
    return Edit(key, fields, form.shown)


def _refused(desk: PlanningDesk, key: Key, form: ItemForm, refusal: Refusal | Unfit) -> Response:
    """The same form, filled, with the reason at its field."""
    caught: dict[str, tuple[Any, Any]] = {}
    if key in desk.plan:
        # against what is there now, which others may have changed while this was being saved
        desk = _with(desk, lambda visit: plan_around(visit, key))
        if not _is_there(desk, key):
            return _lost(desk, key)
        form = desk.form(key)
        caught = form.catch_up(desk.asked(key))
    if isinstance(refusal, ChangedMeanwhile):
        now = desk.asked(key)
        form.dispute(refusal, desk.theirs(key, {name: (form.shown.get(name), now[name]) for name in refusal.fields}))
        form.remember(now)
        return _show(desk, key, form, status=refusal.status, caught=caught)
    form.refuse(refusal)
    uses = _uses(desk, key, refusal) if isinstance(refusal, StillUsed) else []
    status = 422 if isinstance(refusal, Unfit) else refusal.status
    return _show(desk, key, form, status=status, caught=caught, more={"uses": uses})


def _key(kind: str, code: str, inner: str) -> Key:
    above = next((each for each, table in TABLES.items() if kind in table.inside), "")
    return Key(above, code).within(kind, inner) if above else Key(kind, code)


def _address(slug: str, key: Key) -> str:
    """Of a thing's page; without a code, of the list."""
    return addresses.desk(slug, *page_of(key))


def _up(key: Key) -> Key:
    """What it is a part of, or the list."""
    return key.inside or key._replace(code="")


def _show(
    desk: PlanningDesk,
    key: Key,
    form: ItemForm,
    *,
    status: int = 200,
    unsent: Form | None = None,
    caught: Mapping[str, tuple[Any, Any]] = MappingProxyType({}),
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """``unsent``: the form that was sent, where it is not the thing's own; ``caught``: see EditForm.catch_up; ``more``:
    "uses" (see _uses), or "lost": there is nowhere to send the form to."""
    table, new = TABLES[key.kind], key not in desk.plan
    part = table.inside[0] if table.inside else ""
    return desk.plan_page(
        "desk/item.html",
        status,
        here=f"{_address(desk.visit.slug, key._replace(code=''))}/new" if new else _address(desk.visit.slug, key),
        lost="lost" in more,
        current=page_of(key.top)[0],
        form=form,
        unsent=unsent or form,
        kind=key.kind,
        new=new,
        heading=table.new if new else table.word,
        name="" if new else title_of(desk.plan[key], desk.language, desk.visit.languages),
        up=_address(desk.visit.slug, _up(key)),
        another=(table.new, _address(desk.visit.slug, key._replace(code="")) + "/new"),
        parts=[(other, fields) for other, fields in desk.plan.parts_of(key) if other.kind == part],
        part=TABLES[part] if part else None,
        page_of=page_of,
        caught=desk.theirs(key, caught).values(),
        thing=key.path,
        removable=not key.is_single and not new,
        uses=more.get("uses", ()),
        live=key.kind in LIVE,
        done=request.args.get("done", ""),
        clashes=_clashes(desk, key) if request.args.get("done") and key.kind == "session" else (),
    )


def _clashes(desk: PlanningDesk, key: Key) -> list[Clash]:
    """In which this session is, and which nobody has said are meant."""
    scheduled, found = read_clashes(desk.visit)
    teller = Teller.offering(desk.language, desk.visit.languages, scheduled)
    return [teller.clash(each, but=key.code) for each in found.open if key.code in each.sessions]


def _routes() -> None:
    """Each kind has addresses of its own: sessions, sessions/new, sessions/<code>, sessions/<code>/slots/new …
    and each that can be removed one for that: sessions/<code>/remove."""
    for kind in LISTED:
        at = partial(addresses.desk, "<slug>", TABLES[kind].page)
        bp.add_url_rule(at(), f"{kind}_list", partial(items, kind=kind))
        _form_at(at("new"), f"{kind}_new", kind=kind, new=True)
        _form_at(at("<code>"), kind, kind=kind)
        _verbs_at(at("<code>"), kind)
        for inside in (each for each in TABLES[kind].inside if TABLES[each].formed):
            page = TABLES[inside].page
            _form_at(at("<code>", page, "new"), f"{inside}_new", kind=inside, new=True)
            _form_at(at("<code>", page, "<inner>"), inside, kind=inside)
            _verbs_at(at("<code>", page, "<inner>"), inside)
    for kind in SINGLE:
        _form_at(addresses.desk("<slug>", *page_of(Key(kind))), kind, kind=kind)


def _verbs_at(address: str, kind: str) -> None:
    verbs.add(bp, address, VERBS, partial(do, kind=kind), of=kind)
    if kind in ORDERED:
        verbs.add(bp, address, STEPS, partial(order, kind=kind), of=kind)


def _form_at(address: str, endpoint: str, **values: Any) -> None:
    bp.add_url_rule(address, endpoint, partial(item, **values), methods=["GET", "POST"])


_routes()
