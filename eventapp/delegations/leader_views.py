"""Behind a leader's secret link: who is in the group, who waits, who has answered; adding, replacing, taking out."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, g, redirect, request, session
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, limits, mailboxes, reader, uploads, verbs
from eventapp.core.acts import LEADER
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyForSome
from eventapp.core.forms import Form, parse_id
from eventapp.core.text import LANGUAGES
from eventapp.delegations import changing, operations, queries
from eventapp.delegations.errors import GroupLinkIsReplaced, GroupNotFound, NotInTheGroup, WrittenToEnough
from eventapp.delegations.forms import MORE_LINES, AddForm, AnswersForm, NameForm, ReplaceForm, entries
from eventapp.delegations.lines import MOST, shared
from eventapp.delegations.mails import state_in_words
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import Seen
from eventapp.delegations.rules import check_changing
from eventapp.programme.queries import is_released
from eventapp.questions.forms import asking
from eventapp.questions.queries import questionnaire
from eventapp.registration.queries import sending_organisations, terms
from eventapp.registration.rules import Diet, Entry
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import visit_of
from eventapp.visits.rules import phase

bp = Blueprint("leader", __name__)
PAGE: Final = "/g/<token>"
PERSON: Final = f"{PAGE}/people/<member>"
ADD_VERBS: Final = ("lines", "more")


@bp.get(PAGE)
def mine(token: str) -> ResponseReturnValue:
    """The group as its leader sees it."""
    group, visit = opened(token)
    return _group_page(group, visit, Form(language_of(group)))


# ---- adding


def may_add(token: str) -> None:
    """Whether a form with a file may come: on the head, before its body.

    Raises GroupNotFound, ReplacingIsOver, TooManyAttempts.
    """
    _, visit = opened(token)
    check_changing(visit, utc_now())
    limits.check({"group_address": reader.network()})


@bp.route(f"{PAGE}/add", methods=["GET", "POST"])
@uploads.takes_files(may_add, uploads.PUBLIC)
def add(token: str) -> ResponseReturnValue:
    """More people; sent with lines that were only pasted, the form shows them first."""
    group, visit = opened(token)
    form = _add_form(AddForm, group, visit)
    form.read_typed(request.form.get)
    if request.method != "POST" or not form.has_token():
        return _add_page(group, visit, form, status=400 if request.method == "POST" else 200)
    try:
        may_add(token)
        taken_in = form.take_in(uploads.sent_file("file"))
    except Refusal as refusal:
        return answers.refused(refusal, _add_page(*opened(token), _with(form, refusal), status=refusal.status))
    if taken_in:
        return _add_page(group, visit, form, status=form.look_through(), taken_in=True)
    if not form.validate():
        return _add_page(group, visit, form, status=form.refused_status)
    people, keys = _people(group, form), frozenset(shared(form.people, group.email))
    visit_id, group_id = visit.id, group.id
    try:
        _check_targets(visit_id, group, form, [each.email for each in people if each.email])
        with transaction():
            operations.add_people(visit_id, group_id, people, keys, act=current.act(LEADER))
    except Refusal as refusal:
        return answers.refused(refusal, _add_page(*opened(token), _with(form, refusal), status=refusal.status))
    return _back(token, "added")


def add_do(token: str, *, verb: str) -> ResponseReturnValue:
    """One of ADD_VERBS: the form again, with what was typed in it."""
    group, visit = opened(token)
    if request.method != "POST":
        return verbs.lead_to(f"{addresses.group(token)}/add")
    form = _add_form(AddForm, group, visit)
    form.read_typed(request.form.get)
    if not form.has_token():
        return _add_page(group, visit, form, status=400)
    try:
        may_add(token)
        taken_in = form.take_in(uploads.sent_file("file"))
    except Refusal as refusal:
        return answers.refused(refusal, _add_page(*opened(token), _with(form, refusal), status=refusal.status))
    if taken_in:
        form.judge()
    return _add_page(group, visit, form, taken_in=taken_in, more=MORE_LINES if verb == "more" else 0)


for each in ADD_VERBS:
    taking = uploads.takes_files(may_add, uploads.PUBLIC)(partial(add_do, verb=each))
    bp.add_url_rule(f"{PAGE}/add/{each}", f"add_{each}", taking, methods=["GET", "POST"])


# ---- somebody of the group


@bp.route(f"{PERSON}/replace", methods=["GET", "POST"])
def replace(token: str, member: str) -> ResponseReturnValue:
    """Another comes instead, with place and turn."""
    group, visit = opened(token)
    seen, form = _seen(group, visit, member), _add_form(ReplaceForm, group, visit)
    form.read_typed(request.form.get)
    if request.method != "POST":
        return _person_page("delegations/replace.html", group, visit, form, seen=seen)
    if not form.validate():
        return _person_page("delegations/replace.html", group, visit, form, status=form.refused_status, seen=seen)
    [entry] = _people(group, form)
    visit_id, group_id = visit.id, group.id
    try:
        _check_targets(visit_id, group, form, [entry.email] if entry.email else [])
        with transaction():
            changing.replace_member(visit_id, group_id, seen.member_id, entry, act=current.act(LEADER))
    except Refusal as refusal:
        again = _person_page(
            "delegations/replace.html", *opened(token), _with(form, refusal), status=refusal.status, seen=seen
        )
        return answers.refused(refusal, again)
    return _back(token, "replaced")


@bp.route(f"{PERSON}/name", methods=["GET", "POST"])
def name(token: str, member: str) -> ResponseReturnValue:
    """How somebody is called who has no mailbox of their own."""
    group, visit = opened(token)
    seen = _seen(group, visit, member)
    given, _, family = seen.name.rpartition(" ")
    form = NameForm(language_of(group), data={"given_name": given, "family_name": family})
    if request.method != "POST":
        return _person_page("delegations/name.html", group, visit, form, seen=seen)
    if not form.validate():
        return _person_page("delegations/name.html", group, visit, form, status=form.refused_status, seen=seen)
    names = form.given_name.data, form.family_name.data
    visit_id, group_id = visit.id, group.id
    try:
        with transaction():
            changing.rename_member(visit_id, group_id, seen.member_id, *names, act=current.act(LEADER))
    except Refusal as refusal:
        page = _person_page("delegations/name.html", *opened(token), _with(form, refusal), refusal.status, seen=seen)
        return answers.refused(refusal, page)
    return _back(token, "renamed")


@bp.route(f"{PERSON}/answers", methods=["GET", "POST"])
def answer(token: str, member: str) -> ResponseReturnValue:
    """What we ask of somebody without a mailbox of their own, but for files; what was answered before is not shown."""
    group, visit = opened(token)
    seen, language = _seen(group, visit, member), language_of(group)
    form = asking(AnswersForm, questionnaire(visit).without_files(), language)(language)
    if request.method != "POST":
        return _person_page("delegations/answers.html", group, visit, form, seen=seen)
    if not form.validate():
        return _person_page("delegations/answers.html", group, visit, form, status=form.refused_status, seen=seen)
    said, visit_id, group_id = form.to_said(), visit.id, group.id
    try:
        with transaction():
            changing.answer_for(visit_id, group_id, seen.member_id, said, act=current.act(LEADER))
    except Refusal as refusal:
        page = _person_page("delegations/answers.html", *opened(token), _with(form, refusal), refusal.status, seen=seen)
        return answers.refused(refusal, page)
    return _back(token, "answered")


# ---- buttons of the page


def withdraw(token: str, member: str, *, verb: str) -> ResponseReturnValue:  # noqa: ARG001 - there is one
    """Take somebody out of the group. Raises GroupNotFound, NotInTheGroup."""
    group, visit = opened(token)
    if parse_id(member) not in {each.member_id for each in queries.people_of(visit, group)}:
        raise NotInTheGroup
    if request.method != "POST":
        return verbs.lead_to(addresses.group(token))
    form, visit_id, group_id, member_id = Form(language_of(group)), visit.id, group.id, parse_id(member)
    if not form.validate():
        return _group_page(group, visit, form, status=400)
    try:
        with transaction():
            changing.withdraw_member(visit_id, group_id, member_id, act=current.act(LEADER))
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _group_page(*opened(token), form, status=refusal.status))
    return _back(token, "withdrawn")


def renew(token: str, *, verb: str) -> ResponseReturnValue:  # noqa: ARG001 - there is one
    """A new link, by letter; this one opens nothing any more."""
    group, visit = opened(token)
    if request.method != "POST":
        return verbs.lead_to(addresses.group(token))
    form, visit_id, group_id = Form(language_of(group)), visit.id, group.id
    if not form.validate():
        return _group_page(group, visit, form, status=400)
    try:
        limits.check({"letter_registration": group_id.hex, "letter_address": reader.network()})
        with transaction():
            changing.send_group_link(visit_id, group_id, act=current.act(LEADER), anew=True)
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _group_page(*opened(token), form, status=refusal.status))
    return redirect(addresses.register_group_sent(form.language, visit_of(visit_id).slug), 303)


verbs.add(bp, PERSON, ("withdraw",), withdraw, of="person")
verbs.add(bp, PAGE, ("renew",), renew)


# ---- all of them


@bp.errorhandler(NotInTheGroup)
def gone(refusal: NotInTheGroup) -> ResponseReturnValue:
    """Somebody was taken out or replaced meanwhile: the group as it is now."""
    group, visit = opened((request.view_args or {})["token"])
    form = Form(language_of(group))
    form.refuse(refusal)
    return answers.refused(refusal, _group_page(group, visit, form, status=refusal.status))


def opened(token: str) -> tuple[Delegation, VisitFacts]:
    """The group that a genuine link names, and its visit. Raises GroupNotFound."""
    secret = current.links().read_group_token(token)
    if secret is None:
        raise GroupNotFound
    try:
        group = queries.get_group(secret.id, secret.generation)
    except GroupLinkIsReplaced as refusal:
        g.language = _chosen(refusal.language)
        raise
    return group, visit_of(group.visit_id)


def language_of(group: Delegation) -> str:
    """The leader's, or the one they last chose here with ``?l=``."""
    return _chosen(group.language)


def _chosen(language: str) -> str:
    asked = request.args.get("l", "")
    if asked in LANGUAGES:
        session["language"] = asked
    chosen: str = session.get("language", "")
    return chosen if chosen in LANGUAGES else language or reader.language()


def _seen(group: Delegation, visit: VisitFacts, member: str) -> Seen:
    """Raises NotInTheGroup."""
    member_id = parse_id(member)
    found = next((each for each in queries.people_of(visit, group) if each.member_id == member_id), None)
    if found is None or found.left in ("taken out", "replaced"):
        raise NotInTheGroup
    return found


def _people(group: Delegation, form: AddForm) -> list[Entry]:
    """As the leader of all of them would have sent them."""
    leader = Entry(
        group.given_name, group.family_name, group.email, "", "", group.other_organisation, "", Diet.NONE, "", "",
        language=group.language, consent=form.asked,
    )  # fmt: skip
    return list(entries(form.people, leader))


def _check_targets(visit_id: int, group: Delegation, form: AddForm, emails: Iterable[str]) -> None:
    """Raises TooManyAttempts, WrittenToEnough."""
    counted = {f"{visit_id} {mailboxes.counted(email)}": mailboxes.counted(email) for email in emails}
    sender = {"letter_registration": group.id.hex, "letter_address": reader.network()}
    try:
        limits.check_each("register_email", list(counted), also=sender)
    except TooManyForSome as some:
        form.refuse_targets(frozenset(counted[each] for each in some.full))
        raise WrittenToEnough from None


def _back(token: str, done: str) -> ResponseReturnValue:
    return redirect(f"{addresses.group(token)}?done={done}", 303)


def _with(form: Any, refusal: Refusal) -> Any:
    """The form, which says why."""
    form.refuse(refusal)
    return form


def _add_form(kind: type[AddForm], group: Delegation, visit: VisitFacts) -> Any:
    return kind(language_of(group), terms=terms(visit, sending_organisations(visit.id)))


def _group_page(group: Delegation, visit: VisitFacts, form: Form, *, status: int = 200) -> Response:
    people = queries.people_of(visit, group)
    there = [each for each in people if not each.left]
    return _page(
        "delegations/group.html",
        group,
        visit,
        form,
        status,
        people=people,
        there=there,
        waiting=[each for each in there if each.waits],
        incomplete=[each for each in there if not each.is_complete],
        state_in_words=state_in_words,
        done=request.args.get("done", ""),
        asks=bool(questionnaire(visit).by_code),
    )


def _add_page(
    group: Delegation, visit: VisitFacts, form: AddForm, *, status: int = 200, taken_in: bool = False, more: int = 0
) -> Response:
    values = {"lines": form.shown(more), "most": MOST, "taken_in": taken_in}
    return _page("delegations/add.html", group, visit, form, status, page="/add", **values)


def _person_page(
    template: str, group: Delegation, visit: VisitFacts, form: Form, status: int = 200, *, seen: Seen
) -> Response:
    lines = form.shown()[:1] if isinstance(form, ReplaceForm) else []
    page = f"/people/{seen.member_id}/{template.partition('/')[2].partition('.')[0]}"
    return _page(template, group, visit, form, status, page=page, seen=seen, lines=lines)


def _page(
    template: str, group: Delegation, visit: VisitFacts, form: Form, status: int, *, page: str = "", **values: Any
) -> Response:
    """A page for the holder of the link alone, in no search engine; ``page``: what stands behind the link's address."""
    language = language_of(group)
    own = addresses.group(current.links().group_token(group.id, group.generation))
    response = answers.page(
        template,
        language=language,
        status=status,
        visit=visit,
        group=group,
        organisation=queries.organisation_name(group),
        form=form,
        own=own,
        here=own + page,
        phase=phase(visit, utc_now()),
        released=visit.visible and is_released(visit.id),
        alternates={other: f"{own}{page}?l={other}" for other in LANGUAGES},
        **values,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
