"""Organisers' page of speakers who are asked: who has answered what, and what they propose."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from eventapp.core import addresses, answers, limits, mailboxes, outcomes, verbs
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyAttempts
from eventapp.core.forms import Form
from eventapp.core.text import LANGUAGE_NAMES, Message, translate, translate_plural
from eventapp.mailing import operations
from eventapp.mailing.mails import when_in_words
from eventapp.mailing.models import SlotAnswer
from eventapp.mailing.operations import REASONS, digest_of
from eventapp.mailing.parts import Part, parts_of, text_of
from eventapp.mailing.queries import answers_in, asked_in, proposals_in
from eventapp.planning.plan import TABLES, Key, Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.programme.snapshot import SLOT_NAMES
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("asked", __name__)
PAGE: Final = addresses.desk("<slug>", "asked-speakers")
NONE_TICKED: Final = Message("Choose at least one speaker in the list.")
MOST: Final = 400
"""Speakers that are written to in one step."""


class AskForm(Form):
    """Who is ticked, by code."""

    speaker = SelectMultipleField(validate_choice=False, default=())

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(self.speaker.data or ()))[:MOST]

    def validate(self, extra_validators: Any = None) -> bool:
        if super().validate(extra_validators) and not self.codes:
            self.form_errors.append(translate(self.language, NONE_TICKED))
        return not self.form_errors and not self.errors


@bp.get(PAGE)
def asked(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _page(desk, AskForm(desk.language))


@bp.post(PAGE)
def ask(slug: str) -> ResponseReturnValue:
    """Write to those who are ticked."""
    desk = desk_for(slug)
    form = AskForm(desk.language)
    if not form.validate():
        return _page(desk, form, status=form.refused_status)
    kept = _written_to_enough(desk, form.codes)
    with transaction():
        outcome = operations.ask_speakers(desk.visit.id, form.codes, kept=kept, act=desk.act())
    return _back(slug, {"did": "ask", **outcome.counts})


VERBS: Final = {"link": "link", "take": "taken", "leave": "left"}
"""A new link; a proposal is taken, or left. What a button does, and what the page says afterwards."""


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS. ``speaker``: whose, by code; ``field``, ``digest``: which proposal, as it was looked at."""
    desk = desk_for(slug)
    if request.method != "POST":
        return verbs.lead_to(addresses.desk(slug, "asked-speakers"))
    sent = Form(desk.language)
    if not sent.validate():
        return _page(desk, AskForm(desk.language), unsent=sent, status=400)
    code, field, digest = (request.form.get(name, "") for name in ("speaker", "field", "digest"))
    try:
        if verb == "link":
            if kept := _written_to_enough(desk, [code]):
                return _back(slug, {"did": "ask", "changed": 0, str(operations.LeftOut.ENOUGH_LETTERS): len(kept)})
            work = partial(operations.renew_link, desk.visit.id, code)
        else:
            does = operations.take_proposal if verb == "take" else operations.leave_proposal
            work = partial(does, desk.visit.id, code, field, digest)
        with transaction():
            work(act=desk.act())
    except Refusal as refusal:
        sent.refuse(refusal)
        return answers.refused(refusal, _page(desk_for(slug), AskForm(desk.language), unsent=sent, status=409))
    return _back(slug, {"did": VERBS[verb]})


verbs.add(bp, PAGE, VERBS, do, of="asked")


def _written_to_enough(desk: Desk, codes: list[str]) -> list[str]:
    """Whom the limits keep from one more letter; for the others it is counted."""
    plan, found = plan_of_kinds(desk.visit, "speaker"), []
    for code in codes:
        email = str(plan.get(Key("speaker", code), {}).get("email", ""))
        try:
            if email:
                limits.check({"desk_email": mailboxes.counted(email)})
        except TooManyAttempts:
            found.append(code)
    return found


def _back(slug: str, said: Mapping[str, object]) -> ResponseReturnValue:
    return redirect(f"{addresses.desk(slug, 'asked-speakers')}?{urlencode(said)}", 303)


def _page(desk: Desk, form: AskForm, *, unsent: Form | None = None, status: int = 200) -> Response:
    plan = plan_of_kinds(desk.visit, "speaker", "session")
    rows = _rows(desk, plan)
    first = {row["code"] for row in rows if row["can"] and not row["asked"]}
    return desk.page(
        "desk/asked.html",
        status,
        current="speakers",
        here=addresses.desk(desk.visit.slug, "asked-speakers"),
        form=form,
        unsent=unsent or form,
        rows=rows,
        ticked=set(form.codes) if form.is_submitted() and form.codes else first,
        status_names=SLOT_NAMES,
        proposals=list(_proposals(desk, plan)),
        outcome=_in_words(desk.language, request.args),
        done=request.args.get("did", ""),
    )


def _rows(desk: Desk, plan: Plan) -> list[dict[str, Any]]:
    """Each speaker as the page shows them."""
    known, said, rows = asked_in(desk.visit.id), answers_in(desk.visit.id), []
    for key, fields in plan.of_kind("speaker"):
        parts = parts_of(plan, key.code, desk.visit, utc_now())
        waits = any(part.waits for part in parts)
        row = {"code": key.code, "name": fields["name"], "email": fields["email"], "asked": known.get(key.code)}
        told = [_told(desk, part, said.get((key.code, part.key.code))) for part in parts]
        rows.append({**row, "parts": told, "can": waits and bool(fields["email"])})
    return rows


def _told(desk: Desk, part: Part, answer: SlotAnswer | None) -> dict[str, Any]:
    """A speaker's part as the page shows it, with what they have written beside their answer."""
    return {
        "code": part.key.code,
        "title": text_of(part.session, "title", desk.language, desk.visit.languages),
        "when": when_in_words(desk.language, desk.visit, part),
        "status": part.status,
        "word": answer.word if answer else "",
    }


def _proposals(desk: Desk, plan: Plan) -> Iterator[dict[str, Any]]:
    """What speakers would have read otherwise, beside what stands there."""
    for code, proposal in proposals_in(desk.visit.id):
        fields = plan.get(Key("speaker", code))
        if fields is None:
            continue
        name, _, language = proposal.field.partition(".")
        now = str(fields[proposal.field])
        yield {
            "code": code,
            "name": fields["name"],
            "field": proposal.field,
            "label": TABLES["speaker"].fields[name].label,
            "language": LANGUAGE_NAMES.get(language, ""),
            "lang": language,
            "now": now,
            "changed": now != proposal.was,
            "text": proposal.text,
            "digest": digest_of(proposal, now),
        }


def _in_words(language: str, said: Mapping[str, str]) -> str:
    def changed(number: int) -> str:
        return translate_plural(language, "%(num)s speaker written to", "%(num)s speakers written to", number)

    return outcomes.in_words(language, said, REASONS, changed) if said.get("did") == "ask" else ""
