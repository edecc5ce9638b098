"""Organisers' pages of the draft: sessions with their slots, speakers, places with their rooms, organisations, facts.

One page for every kind of thing; what a thing has is described in publishing.visit_format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.models import Account
from eventapp.accounts.queries import signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, Refusal
from eventapp.core.links import Links
from eventapp.core.text import Message
from eventapp.programme.forms import HELP, LONG, WIDE, ThingForm, seen, thing_form
from eventapp.programme.gaps import find_gaps
from eventapp.programme.names import KIND_NAMES, SLOT_NAMES, STATUS_NAMES, label_of
from eventapp.publishing.editing import Edit, draft_plan, remove_thing, save_thing
from eventapp.publishing.errors import ThingNotFound
from eventapp.publishing.visit_format import Fields, Key, Plan, called, kind_of
from eventapp.publishing.visit_values import Unfit
from eventapp.visits.access import visit_for
from eventapp.visits.history import organiser
from eventapp.visits.models import Visit

bp = Blueprint("programme_organise", __name__)

# kind: (page of the navigation, what a new one is called, what one is called)
KINDS: Final = {
    "session": ("sessions", Message("New session"), Message("Session")),
    "speaker": ("speakers", Message("New speaker"), Message("Speaker")),
    "venue": ("venues", Message("New place"), Message("Place")),
    "organisation": ("organisations", Message("New organisation"), Message("Organisation")),
    "slot": ("slots", Message("New speaker slot"), Message("Speaker slot")),
    "room": ("rooms", Message("New room"), Message("Room")),
    "visit": ("facts", Message("Facts"), Message("Facts")),
    "registration": ("registration", Message("Registration"), Message("Registration")),
}
FACTS: Final[Mapping[Key, tuple[str, ...]]] = {("visit",): ("facts",), ("registration",): ("facts", "registration")}
INSIDE: Final = {"session": "slot", "venue": "room"}
# ?without=… shows the sessions that lack it
WITHOUT: Final = {
    "": Message("all sessions"),
    "time": Message("Without a time"),
    "venue": Message("Without a place"),
    "answer": Message("Speakers have not answered"),
}
TITLES: Final = {
    "session": Message("Sessions"),
    "speaker": Message("Speakers"),
    "venue": Message("Places"),
    "organisation": Message("Organisations"),
}


Things = Sequence[tuple[Key, Fields]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who organises which visit, in which language, and the draft as it is now."""

    account: Account
    visit: Visit
    language: str
    plan: Plan

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        values |= {"plan": self.plan, "called": lambda said: called(said, self.language, self.visit.languages)}
        return web.page(
            template, language=self.language, status=status, account=self.account, visit=self.visit, **values
        )

    def form(self, key: Key, *, new: bool = False) -> ThingForm:
        said = None if new else self.plan[key]
        return thing_form(
            key, self.language, self.plan, timezone=self.visit.timezone, order=self.visit.languages, said=said
        )


def _desk(slug: str) -> Desk:
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    return Desk(account, visit, web.account_language(account.language), draft_plan(visit))


def things(slug: str, *, kind: str) -> ResponseReturnValue:
    """All of one kind, in the visit's order; sessions by time, and by what they lack (``without``)."""
    desk = _desk(slug)
    found = [(key, said) for key, said in desk.plan.items() if key[0] == kind and len(key) == 2]
    without = request.args.get("without", "")
    if kind == "session" and without and without in WITHOUT:
        lacking = getattr(find_gaps(desk.visit.id), without)
        found = [(key, said) for key, said in found if key[1] in lacking]
    zone = ZoneInfo(desk.visit.timezone)
    return desk.page(
        "organise/things.html",
        current=KINDS[kind][0],
        kind=kind,
        title=TITLES[kind],
        new=KINDS[kind][1],
        things=found,
        without=WITHOUT if kind == "session" else {},
        chosen=without if without in WITHOUT else "",
        days=_by_day(found, zone) if kind == "session" else [],
        slots=_slots(desk.plan),
        local=lambda moment: moment.astimezone(zone),
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        slot_names=SLOT_NAMES,
    )


def _by_day(sessions: Things, zone: ZoneInfo) -> list[tuple[date | None, Things]]:
    """Each day's sessions, by time; last those without a time (None), in the visit's own order."""
    timed = sorted((item for item in sessions if item[1]["starts"]), key=lambda item: item[1]["starts"])
    days = groupby(timed, key=lambda item: item[1]["starts"].astimezone(zone).date())
    later = [item for item in sessions if not item[1]["starts"]]
    return [*((day, list(of_day)) for day, of_day in days), *([(None, later)] if later else [])]


def _slots(plan: Plan) -> dict[str, list[tuple[str, Fields]]]:
    """{session's code: [(speaker's name, slot)]}."""
    found: dict[str, list[tuple[str, Fields]]] = {}
    for key, said in plan.items():
        if key[0] == "session" and len(key) > 2:
            found.setdefault(key[1], []).append((str(plan["speaker", key[3]]["name"]), said))
    return found


def thing(slug: str, *, kind: str, code: str = "", inner: str = "", new: bool = False) -> ResponseReturnValue:
    """One thing's form, shown or sent; ``do`` "remove" takes it out of the draft."""
    desk = _desk(slug)
    key = _key(kind, code, inner)
    if (not new and key not in desk.plan) or (len(key) > 2 and key[:2] not in desk.plan):
        raise ThingNotFound
    form = desk.form(key, new=new)
    if request.method == "GET":
        return _show(desk, key, form)
    if not form.validate() and (form.csrf_failed or request.form.get("do") != "remove"):
        return _show(desk, key, form, status=400 if form.csrf_failed else 422)
    remove = request.form.get("do") == "remove" and not new
    try:
        with transaction():
            if remove:
                remove_thing(desk.visit.id, key, by=organiser(desk.account.id), now=utc_now())
            else:
                key = _save(desk, key, form, new=new)
    except (Refusal, Unfit) as refusal:
        return _refused(_desk(slug), key, form, refusal)
    return redirect(_after(slug, key, removed=remove) + "?done=1", 303)


def _save(desk: Desk, key: Key, form: ThingForm, *, new: bool) -> Key:
    typed = form.said(desk.visit.timezone)
    if new:
        key = (*key[:-1], form["speaker" if kind_of(key) == "slot" else "code"].data.strip())
    edit = Edit(key, typed, None if new else form.as_seen())
    settings = web.settings()
    links = Links(settings.base_url, settings.secret_key)
    return save_thing(desk.visit.id, edit, by=organiser(desk.account.id), links=links, now=utc_now())


def _refused(desk: Desk, key: Key, form: ThingForm, refusal: Refusal | Unfit) -> Response:
    """The same form, filled, with the reason at its field: a plan's "starts" is the form's "from"."""
    words = refusal.text(form.language)
    plan_field = "starts" if isinstance(refusal, Unfit) else refusal.field or ""
    field = {"starts": "from", "ends": "to"}.get(plan_field, plan_field.replace(".", "-"))
    if field in form:
        form[field].errors = [*form[field].errors, words]
    else:
        form.form_errors.append(words)
    changes: tuple[tuple[str, object, object], ...] = ()
    if isinstance(refusal, ChangedMeanwhile):
        # to save again is then a decision: against what is there now
        changes, form.seen.data = refusal.changes, seen(desk.plan[key])
    status = 422 if isinstance(refusal, Unfit) else refusal.status
    return _show(desk, key, form, status=status, meanwhile=changes)


def _key(kind: str, code: str, inner: str) -> Key:
    if kind in ("visit", "registration"):
        return (kind,)
    if kind in ("slot", "room"):
        return ("session" if kind == "slot" else "venue", code, kind, inner)
    return (kind, code)


def _after(slug: str, key: Key, *, removed: bool) -> str:
    """Where to go then: to what it is a part of, to the thing itself, or, when it is gone, to the list."""
    if len(key) == 1:
        return addresses.organise_visit(slug, *FACTS[key])
    inner = key[1:2] if len(key) > 2 or (key[-1] and not removed) else ()
    return addresses.organise_visit(slug, KINDS[key[0]][0], *inner)


def _show(
    desk: Desk,
    key: Key,
    form: ThingForm,
    *,
    status: int = 200,
    meanwhile: tuple[tuple[str, object, object], ...] = (),
) -> Response:
    kind = kind_of(key)
    new, inside = key not in desk.plan, INSIDE.get(kind, "")
    page = "facts" if len(key) == 1 else KINDS[key[0]][0]
    changes = [(label_of(kind, name.split(".")[0]), name.partition(".")[2], *values) for name, *values in meanwhile]
    return desk.page(
        "organise/thing.html",
        status,
        current=page,
        form=form,
        help_words=HELP,
        long=LONG,
        wide=WIDE,
        kind=kind,
        new=new,
        heading=KINDS[kind][1 if new else 2],
        name="" if new else called(desk.plan[key], desk.language, desk.visit.languages),
        up=addresses.organise_visit(desk.visit.slug, page, *(key[1:2] if len(key) > 2 else ())),
        parts=[(other, said) for other, said in desk.plan.items() if inside and other[:3] == (*key, inside)],
        part=inside,
        part_page=KINDS[inside][0] if inside else "",
        part_new=KINDS[inside][1] if inside else "",
        meanwhile=changes,
        thing=".".join(key),
        removable=len(key) > 1 and not new,
        done="done" in request.args,
    )


def _routes() -> None:
    """Each kind has addresses of its own: sessions, sessions/new, sessions/<code>, sessions/<code>/slots/new …"""
    for kind in TITLES:
        at = partial(addresses.organise_visit, "<slug>", KINDS[kind][0])
        bp.add_url_rule(at(), f"{kind}_list", partial(things, kind=kind))
        _form_at(at("new"), f"{kind}_new", kind=kind, new=True)
        _form_at(at("<code>"), kind, kind=kind)
        if inside := INSIDE.get(kind):
            _form_at(at("<code>", KINDS[inside][0], "new"), f"{inside}_new", kind=inside, new=True)
            _form_at(at("<code>", KINDS[inside][0], "<inner>"), inside, kind=inside)
    for key, page in FACTS.items():
        _form_at(addresses.organise_visit("<slug>", *page), key[0], kind=key[0])


def _form_at(address: str, endpoint: str, **values: Any) -> None:
    bp.add_url_rule(address, endpoint, partial(thing, **values), methods=["GET", "POST"])


_routes()
