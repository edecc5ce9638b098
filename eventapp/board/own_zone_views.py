"""The organisers' page on which they choose a time zone whose hours stand beside the visit's on the board."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from eventapp.core import addresses, browser
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate
from eventapp.planning.move_forms import way_back
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.zones import zone_choices

bp = Blueprint("board_zone", __name__)
PAGE: Final = addresses.desk("<slug>", "board", "zone")
NONE: Final = Message("Only the visit’s time zone")


class OwnZoneForm(Form):
    """``back``: the board as it was shown."""

    timezone = SelectField(Message("My time zone"))
    back = HiddenField()


@bp.route(PAGE, methods=["GET", "POST"])
def zone(slug: str) -> ResponseReturnValue:
    """The form; sent, the browser keeps the zone, and the board shows its hours as well. Nothing is written here."""
    desk = desk_for(slug)
    own = browser.own_zone()
    form = OwnZoneForm(desk.language, data={"timezone": own, "back": request.args.get("back", "")})
    form.timezone.choices = {"": (("", translate(desk.language, NONE)),), **zone_choices(desk.language, own or "UTC")}
    if not form.is_submitted():
        return _show(desk, form)
    if not form.validate():
        return _show(desk, form, form.refused_status)
    board = addresses.desk(slug, "board")
    answer = redirect(way_back(desk.visit, form.back.data or board), 303)
    browser.keep_own_zone(answer, form.timezone.data)
    return answer


def _show(desk: Desk, form: OwnZoneForm, status: int = 200) -> Response:
    here = addresses.desk(desk.visit.slug, "board", "zone")
    return desk.page("board/own_zone.html", status, here=here, current="board", form=form)
