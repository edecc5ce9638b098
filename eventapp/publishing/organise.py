"""The organisers' page for releasing: what would change, the note, and what became of the files."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.models import Account
from eventapp.accounts.queries import accounts, signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.programme.queries import releases
from eventapp.publishing.forms import NOTE_LENGTH, ReleaseForm
from eventapp.publishing.models import OutputState
from eventapp.publishing.operations import make_again, release_as_shown
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.publishing.words import Reader, in_groups
from eventapp.visits.access import visit_for
from eventapp.visits.history import Filter, history, organiser
from eventapp.visits.models import Visit

bp = Blueprint("publishing_organise", __name__)
PAGE = addresses.organise_visit("<slug>", "release")
# The organiser's page on which a changed thing is edited.
EDITED_AT = {
    "session": "sessions",
    "speaker": "speakers",
    "venue": "venues",
    "organisation": "organisations",
    "visit": "facts",
}


@bp.get(PAGE)
def release(slug: str) -> ResponseReturnValue:
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    return _page(account, visit, ReleaseForm(web.account_language(account.language)))


@bp.post(PAGE)
def publish(slug: str) -> ResponseReturnValue:
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    form = ReleaseForm(web.account_language(account.language))
    if not form.validate():
        return _page(account, visit, form, status=400 if form.csrf_failed else 422)
    by, base_url = organiser(account.id), web.settings().base_url
    try:
        with transaction():
            release_as_shown(
                visit.id, form.digest.data or "", note=form.note(), by=by, base_url=base_url, now=utc_now()
            )
    except Refusal as refusal:
        form.refuse(refusal)
        account = signed_in(web.session_token(), now=utc_now())
        return _page(account, visit_for(account, slug), form, status=refusal.status)
    return redirect(addresses.organise_visit(slug, "release") + "?done=1", 303)


@bp.post(f"{PAGE}/files")
def try_again(slug: str) -> ResponseReturnValue:
    """Let the worker make a file that it gave up on."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    form = Form(web.account_language(account.language))
    if not form.validate():
        return _page(account, visit, ReleaseForm(form.language), status=400, unsent=form)
    number = request.form.get("file", "")
    output_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with transaction():
        make_again(visit.id, output_id, by=organiser(account.id), now=utc_now())
    return redirect(addresses.organise_visit(slug, "release") + "#files", 303)


def _page(
    account: Account, visit: Visit, form: ReleaseForm, *, status: int = 200, unsent: Form | None = None
) -> Response:
    preview = preview_release(visit, now=utc_now())
    form.digest.data = preview.digest
    made = releases(visit.id)
    files = outputs(made[0].id) if made else []
    return web.page(
        "organise/release.html",
        language=form.language,
        status=status,
        here=addresses.organise_visit(visit.slug, "release"),
        account=account,
        visit=visit,
        current="release",
        form=form,
        unsent=unsent or form,
        note_length=NOTE_LENGTH,
        preview=preview,
        groups=in_groups(preview.differences, Reader(form.language, visit.languages, visit.timezone)),
        edited_at=EDITED_AT,
        releases=made,
        by=_by_whom(visit),
        files={(file.kind, file.language): file for file in files},
        making=any(file.state == OutputState.DUE for file in files),
        done="done" in request.args and bool(made),
    )


def _by_whom(visit: Visit) -> dict[str, str]:
    """{"release.2": the organiser who released it}; of the latest ones, and not of those that a command released."""
    names = {organiser(account.id): account.email for account in accounts()}
    entries = history(visit.id, Filter(page="release"))
    return {entry.thing: names[entry.actor] for entry in entries if entry.actor in names and entry.action == "released"}
