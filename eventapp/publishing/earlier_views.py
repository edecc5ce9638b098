"""The page of an earlier version: released again, or taken back as the draft; what that changes is shown before."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, verbs
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.core.forms import Form
from eventapp.core.text import LANGUAGES, Message, translate
from eventapp.planning.plan import TABLES
from eventapp.programme.models import Release
from eventapp.publishing.changes import Reader, in_groups
from eventapp.publishing.earlier import get_release, preview_again, preview_back, release_again, take_back
from eventapp.publishing.errors import NothingToTakeBack
from eventapp.publishing.forms import BackForm, ReleaseForm
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("publishing_earlier", __name__)
PAGE: Final = addresses.desk("<slug>", "release", "<int(max=99999):number>")  # no visit has more; it fits in a column
VERBS: Final = ("again", "take-back")
NOTE: Final = Message("Again as in version %(number)s.")


@bp.get(PAGE)
def earlier(slug: str, number: int) -> ResponseReturnValue:
    """Raises ReleaseNotFound."""
    desk = desk_for(slug)
    release = get_release(desk.visit.id, number)
    return _page(desk, release, Form(desk.language))


def do(slug: str, number: int, *, verb: str) -> ResponseReturnValue:
    """One of VERBS. Raises ReleaseNotFound."""
    desk = desk_for(slug)
    release = get_release(desk.visit.id, number)
    here = addresses.desk(desk.visit.slug, "release")
    if request.method != "POST":
        return verbs.lead_to(f"{here}/{number}")
    form = ReleaseForm(desk.language) if verb == "again" else BackForm(desk.language)
    if not form.validate():
        return _page(desk, release, form, status=form.refused_status)
    digest, note = form.digest.data or "", form.note() if isinstance(form, ReleaseForm) else {}
    try:
        with transaction():
            if verb == "again":
                release_again(desk.visit.id, number, digest, act=desk.act(), note=note)
            else:
                take_back(desk.visit.id, number, digest, act=desk.act())
    except NothingToSave:
        return _refused(desk, release, form, NothingToTakeBack())
    except Refusal as refusal:
        return _refused(desk, release, form, refusal)
    return redirect(f"{here}?done=1" if verb == "again" else f"{here}?back={number}", 303)


def _refused(desk: Desk, release: Release, form: Form, refusal: Refusal) -> Response:
    form.refuse(refusal)
    return _page(desk, release, form, status=refusal.status)


def _page(desk: Desk, release: Release, sent: Form, *, status: int = 200) -> Response:
    """``sent``: the form that is shown again."""
    visit, now = desk.visit, utc_now()
    again, back = preview_again(visit, release, now=now), preview_back(visit, release, now=now)
    reader = Reader(desk.language, visit.languages, visit.timezone)
    noted = sent if isinstance(sent, ReleaseForm) else ReleaseForm(desk.language, data=_proposed(release.number))
    taken = sent if isinstance(sent, BackForm) else BackForm(desk.language)
    noted.digest.data, taken.digest.data = again.digest, back.digest
    return desk.page(
        "desk/earlier_release.html",
        status,
        here=addresses.desk(visit.slug, "release", str(release.number)),
        current="release",
        release=release,
        form=noted,
        taken=taken,
        unsent=sent,
        again=again,
        again_groups=in_groups(again.differences, reader),
        back_groups=in_groups(back.differences, reader),
        edited_at={kind: table.page for kind, table in TABLES.items()},
    )


def _proposed(number: int) -> dict[str, str]:
    """A note for readers, in each language."""
    return {f"note_{language}": translate(language, NOTE, number=number) for language in LANGUAGES}


verbs.add(bp, PAGE, VERBS, do)
