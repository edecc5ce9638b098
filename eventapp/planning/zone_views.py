"""The organisers' page on which a visit's time zone is corrected, and the page that says what will happen."""

from typing import Any, Final

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField

from eventapp.core import addresses
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate
from eventapp.planning.reading import plan_of_kinds
from eventapp.planning.rezoning import in_words
from eventapp.planning.zone import Outlook, correct_zone, outlook
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.zones import zone_choices

bp = Blueprint("planning_zone", __name__)
ADDRESS: Final = addresses.desk("<slug>", "facts", "zone")
KEPT: Final = {
    "clock": Message("The clock times stay: what is at 09:00 is at 09:00 there"),
    "instants": Message("The instants stay: what clocks show becomes another hour"),
}


class ZoneForm(Form):
    """``agreed``: the digest of what will happen, as the page before said it."""

    timezone = SelectField(Message("Time zone"))
    kept = RadioField(Message("The hours that are typed already"), default="clock")
    agreed = HiddenField()


def _form(desk: Desk) -> ZoneForm:
    form = ZoneForm(desk.language, data={"timezone": desk.visit.timezone})
    form.timezone.choices = zone_choices(desk.language, desk.visit.timezone)
    form.kept.choices = [(name, translate(desk.language, words)) for name, words in KEPT.items()]
    return form


@bp.route(ADDRESS, methods=["GET", "POST"])
def zone(slug: str) -> ResponseReturnValue:
    """The form; sent, the page that says what will happen, if anything does; sent from there, it is done."""
    desk = desk_for(slug)
    form = _form(desk)
    if not form.is_submitted():
        return _show(desk, form)
    if not form.validate():
        return _show(desk, form, status=form.refused_status)
    said: dict[str, Any] = {"timezone": form.timezone.data, "keeps_instants": form.kept.data == "instants"}
    seen = outlook(desk.visit, **said)
    if seen.unfit or (seen.moves and seen.digest != form.agreed.data):
        return _show(desk, form, seen, status=422 if seen.unfit else 200)
    try:
        with transaction():
            correct_zone(desk.visit.id, **said, agreed=seen.digest, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(desk, form, status=refusal.status)
    return redirect(addresses.desk(slug, "facts") + "?done=1", 303)


def _show(desk: Desk, form: ZoneForm, seen: Outlook | None = None, *, status: int = 200) -> Response:
    plan, order = plan_of_kinds(desk.visit, "session"), desk.visit.languages
    if seen and seen.unfit:
        titles = ((plan.title_of(key, desk.language, order) or key.code, unfit) for key, _, unfit in seen.unfit)
        form.timezone.errors = [f"{title}: {unfit.text(desk.language)}" for title, unfit in titles]
    will = list(in_words(seen.moves, plan, desk.language, order)) if seen else []
    form.agreed.data = seen.digest if seen and will else ""
    here = addresses.desk(desk.visit.slug, "facts", "zone")
    return desk.page("desk/zone.html", status, here=here, current="facts", form=form, will=will)
