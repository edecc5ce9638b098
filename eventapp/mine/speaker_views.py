"""Behind a speaker's secret link: what they are asked for, of the draft; they answer, and correct what is said of
them."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, verbs
from eventapp.core.acts import SPEAKER
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.core.forms import Form
from eventapp.mailing import operations
from eventapp.mailing.errors import SpeakerLinkNotFound
from eventapp.mailing.mails import when_in_words
from eventapp.mailing.models import AskedSpeaker
from eventapp.mailing.parts import Part, parts_of, place_of, text_of
from eventapp.mailing.queries import answers_of, asked_by_link, proposals_of
from eventapp.mine.speaker_forms import SAID_OF_ME, AnswerForm, TextsForm, WhenForm, flat, said
from eventapp.mine.views import chosen_language, secret_page
from eventapp.planning.plan import Key, Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import SLOT_NAMES, SlotStatus
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import visit_of

bp = Blueprint("speaker", __name__)
PAGE: Final = addresses.speaker_link("<token>")
ANSWERS: Final = {"confirm": SlotStatus.CONFIRMED, "decline": SlotStatus.DECLINED}
DONE: Final = {"confirm": "confirmed", "decline": "declined", "times": "times", "texts": "texts"}
"""What a button of the page does, and what the page says afterwards."""


class Opened(NamedTuple):
    """``plan``: the speakers of the draft, and its sessions with what they name."""

    token: str
    asked: AskedSpeaker
    visit: VisitFacts
    plan: Plan
    language: str

    @property
    def key(self) -> Key:
        return Key("speaker", self.asked.code)

    @property
    def parts(self) -> list[Part]:
        return parts_of(self.plan, self.asked.code, self.visit, utc_now())


@bp.get(PAGE)
def own(token: str) -> ResponseReturnValue:
    return _page(_opened(token))


def do(token: str, *, verb: str) -> ResponseReturnValue:
    """One of DONE. Raises SpeakerLinkNotFound, SpeakerLinkReplaced."""
    opened = _opened(token)
    if request.method != "POST":
        return verbs.lead_to(addresses.speaker_link(token))
    if verb in ANSWERS:
        return _answer(opened, verb)
    return _say_when(opened) if verb == "times" else _propose(opened)


verbs.add(bp, PAGE, DONE, do, of="speaker")


def _answer(opened: Opened, verb: str) -> ResponseReturnValue:
    form = AnswerForm(opened.language)
    visit_id, asked_id = opened.visit.id, opened.asked.id

    def write() -> None:
        code, word = form.session.data or "", form.word.data or ""
        operations.answer(visit_id, asked_id, code, ANSWERS[verb], word, act=current.act(SPEAKER))

    return _done(opened, form, verb, write, answering=form)


def _say_when(opened: Opened) -> ResponseReturnValue:
    form = WhenForm.of(opened.language, opened.visit, str(_fields(opened)["available"]))
    visit_id, asked_id = opened.visit.id, opened.asked.id

    def write() -> None:
        operations.say_when(visit_id, asked_id, form.available.data or "", act=current.act(SPEAKER))

    return _done(opened, form, "times", write, when=form)


def _propose(opened: Opened) -> ResponseReturnValue:
    form = TextsForm(opened.language)
    visit_id, asked_id, language = opened.visit.id, opened.asked.id, opened.language

    def write() -> None:
        operations.propose(visit_id, asked_id, form.texts(language), act=current.act(SPEAKER))

    return _done(opened, form, "texts", write, texts=form)


def _done(opened: Opened, form: Form, verb: str, write: Callable[[], None], **sent: Form) -> ResponseReturnValue:
    """Validates, writes, and leads back to the page; refused, it is shown with what was typed."""
    if not form.validate():
        return _page(opened, status=form.refused_status, **sent)
    done = DONE[verb]
    try:
        with transaction():
            write()
    except NothingToSave:
        done = "nothing"
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _page(_opened(opened.token), status=refusal.status, **sent))
    return redirect(f"{addresses.speaker_link(opened.token)}?done={done}", 303)


def _opened(token: str) -> Opened:
    """What a genuine link opens. Raises SpeakerLinkNotFound, SpeakerLinkReplaced."""
    secret = current.links().read_speaker_token(token)
    if secret is None:
        raise SpeakerLinkNotFound
    asked = asked_by_link(secret.id, secret.generation)
    visit = visit_of(asked.visit_id)
    plan = plan_of_kinds(visit, "speaker", "session")
    fields = plan.get(Key("speaker", asked.code))
    if fields is None:
        raise SpeakerLinkNotFound
    language = chosen_language(str(fields["letters_in"] or visit.languages[0]))
    return Opened(token, asked, visit, plan, language)


def _fields(opened: Opened) -> Any:
    return opened.plan[opened.key]


def _page(
    opened: Opened,
    *,
    status: int = 200,
    answering: AnswerForm | None = None,
    when: WhenForm | None = None,
    texts: TextsForm | None = None,
) -> Response:
    visit, language, parts = opened.visit, opened.language, opened.parts
    fields = _fields(opened)
    known = proposals_of(opened.asked.id)
    proposed = {name: each.text for name in SAID_OF_ME if (each := known.get(flat(name, language)))}
    sent = answering or when or texts
    return secret_page(
        "registration/speaker.html",
        visit,
        language,
        status,
        here=addresses.speaker_link(opened.token),
        name=fields["name"],
        parts=[_told(opened, part) for part in parts],
        waiting=[part for part in parts if part.waits],
        public=visit.visible and (released := find_programme(visit.id)) and released.speaker(opened.asked.code),
        code=opened.asked.code,
        form=sent or Form(language),
        answering=answering or AnswerForm(language),
        answered_for=answering.session.data if answering else "",
        when=when or WhenForm.of(language, visit, str(fields["available"])),
        texts=texts or TextsForm(language, data={**said(fields, language), **proposed}),
        proposed=bool(known),
        status_names=SLOT_NAMES,
        done=request.args.get("done", "") if not sent else "",
    )


def _told(opened: Opened, part: Part) -> dict[str, Any]:
    """A part as the page shows it."""
    visit, language, order = opened.visit, opened.language, opened.visit.languages
    last = answers_of(opened.asked.id).get(part.key.code)
    return {
        "code": part.key.code,
        "when": when_in_words(language, visit, part),
        "title": text_of(part.session, "title", language, order),
        "topic": text_of(part.slot, "topic", language, order),
        "place": place_of(opened.plan, part, language, order),
        "minutes": part.slot["minutes"],
        "status": part.status,
        "cancelled": part.cancelled,
        "open": part.open,
        "word": last.word if last else "",
    }
