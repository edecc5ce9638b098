"""The page on which organisers see what will be erased of people, and when."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from eventapp.core import addresses
from eventapp.desk.ahead import WORDS, ahead
from eventapp.notifications.rules import KEEP
from eventapp.registration.rules import ATTEMPT
from eventapp.visits.frame import desk_for

bp = Blueprint("desk_terms", __name__)
PAGE: Final = addresses.desk("<slug>", "terms")


@bp.get(PAGE)
def terms(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return desk.page(
        "desk/terms.html",
        current="registrations",
        ahead=ahead(desk.visit),
        words=WORDS,
        letter_days=KEEP.days,
        attempt_days=ATTEMPT.days,
    )
