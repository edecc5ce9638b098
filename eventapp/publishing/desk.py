"""The organisers' page for releasing: what would change, the note, and what became of the files."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts
from eventapp.core import addresses, mailboxes, verbs
from eventapp.core.acts import organiser
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.planning.clashes import Teller
from eventapp.planning.intending import read_clashes
from eventapp.planning.plan import TABLES
from eventapp.programme.queries import releases
from eventapp.publishing.changes import Reader, in_groups
from eventapp.publishing.formats import BY_NAME
from eventapp.publishing.forms import ReleaseForm
from eventapp.publishing.history import ReleaseAction, ReleaseKind
from eventapp.publishing.models import OutputState
from eventapp.publishing.operations import make_again, release_as_shown
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.visits.facts import VisitFacts
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.history import Filter, history

bp = Blueprint("publishing_desk", __name__)
PAGE = addresses.desk("<slug>", "release")


@bp.get(PAGE)
def release(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _page(desk, ReleaseForm(desk.language))


@bp.post(PAGE)
def publish(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    form = ReleaseForm(desk.language)
    if not form.validate():
        return _page(desk, form, status=form.refused_status)
    note = form.note()
    try:
        with transaction():
            release_as_shown(desk.visit.id, form.digest.data or "", note=note, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, form, status=refusal.status)
    return redirect(addresses.desk(slug, "release") + "?done=1", 303)


@bp.get(f"{PAGE}/files")
def files_page(slug: str) -> ResponseReturnValue:
    """Whoever reads this address has sent a button's form before: the button is on the page."""
    desk = desk_for(slug)
    return verbs.lead_to(addresses.desk(desk.visit.slug, "release") + "#files")


@bp.post(f"{PAGE}/files")
def try_again(slug: str) -> ResponseReturnValue:
    """Let the worker make a file that it gave up on."""
    desk = desk_for(slug)
    form = Form(desk.language)
    if not form.validate():
        return _page(desk, ReleaseForm(desk.language), status=400, unsent=form)
    number = request.form.get("file", "")
    output_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with transaction():
        make_again(desk.visit.id, output_id, act=desk.act())
    return redirect(addresses.desk(slug, "release") + "#files", 303)


def _page(desk: Desk, form: ReleaseForm, *, status: int = 200, unsent: Form | None = None) -> Response:
    visit = desk.visit
    preview = preview_release(visit, now=utc_now())
    form.digest.data = preview.digest
    scheduled, found = read_clashes(visit)
    made = releases(visit.id)
    files = outputs(made[0].id) if made else []
    return desk.page(
        "desk/release.html",
        status,
        here=addresses.desk(visit.slug, "release"),
        current="release",
        form=form,
        unsent=unsent or form,
        preview=preview,
        clashes=Teller.offering(desk.language, visit.languages, scheduled).by_severity(found.open),
        intended=len(found.intended),
        groups=in_groups(preview.differences, Reader(form.language, visit.languages, visit.timezone)),
        edited_at={kind: table.page for kind, table in TABLES.items()},
        formats=BY_NAME,
        releases=made,
        by=_by_whom(visit),
        files={(file.kind, file.language): file for file in files},
        making=any(file.state == OutputState.DUE for file in files),
        done="done" in request.args and bool(made),
        taken=next((item.number for item in made if str(item.number) == request.args.get("back")), None),
    )


def _by_whom(visit: VisitFacts) -> dict[str, str]:
    """{"release.2": the organiser who released it}; of the latest ones, and not of those that a command released."""
    names = {organiser(account.id): mailboxes.shown(account.email) for account in accounts()}
    entries = history(visit.id, Filter(kinds=tuple(ReleaseKind)))
    released = [entry for entry in entries if entry.action == ReleaseAction.RELEASED]
    return {entry.thing: names[entry.actor] for entry in released if entry.actor in names}
