"""Choices that have a number of places: judged when somebody answers, granted when one becomes free. The visit is held.

``holds`` says who has a place; the rules are in choice_places.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from eventapp.core.acts import Act
from eventapp.core.db import execute, session
from eventapp.core.text import LocalizedText, say
from eventapp.notifications.operations import queue_mail
from eventapp.questions.answers import end_waiting, write_waits
from eventapp.questions.models import Answer, StoredChoice, StoredQuestion
from eventapp.questions.queries import Kept, answers_of
from eventapp.questions.rules import ANSWER, Answered
from eventapp.registration import mails
from eventapp.registration.choice_places import NO_LIMITS, ChoicePlaces, Limit, Pick, WaitingAnswer, grants
from eventapp.registration.history import PersonAction, record
from eventapp.registration.models import Registration
from eventapp.registration.rows import about
from eventapp.registration.rules import HOLDS, Entry, Waiting
from eventapp.visits.facts import VisitFacts

_CHOSEN = ("one", "some")
_OFFERED = (
    select(
        StoredQuestion.code.label("question"),
        StoredChoice.code.label("choice"),
        StoredChoice.places,
        StoredChoice.queue,
        StoredChoice.needed,
        StoredChoice.title,
        StoredQuestion.title.label("asked"),
    )
    .join(StoredQuestion, StoredChoice.question_id == StoredQuestion.id)
    .where(StoredQuestion.visit_id == bindparam("visit"), StoredQuestion.kind.in_(_CHOSEN))
)
_LIMITED = _OFFERED.where(StoredChoice.places.is_not(None))
holds = Registration.status.in_(HOLDS)
"""Of a registration: a place at the visit, and so in what was chosen."""


class Judged(NamedTuple):
    """What somebody chose, and the places of it. ``needs``: without which they have no place."""

    places: ChoicePlaces = NO_LIMITS
    picks: Sequence[Pick] = ()
    needs: tuple[Pick, ...] = ()

    def waiting(self, entry: Entry, turn: int) -> Entry:
        """What they answered, for somebody who gets a place: what is full waits."""
        waits = self.places.waiting(self.picks, turn)
        return replace(entry, answered=replace(entry.answered, waits=waits)) if waits and entry.answered else entry


def judge(visit_id: int, answered: Answered | None) -> Judged:
    """Of a newcomer. Raises ChoiceIsFull."""
    if answered is None or not any(answered.asked.by_code[code].of_kind.own_choices for code in answered.answers):
        return Judged()
    places = choice_places(visit_id)
    picks = places.picks(answered.answers)
    places.check(picks)
    return Judged(places, picks, places.needs(picks))


def judge_change(registration: Registration, answered: Answered, changed: Collection[str], turn: int) -> Answered:
    """``answered`` with what waits of it: earlier choices keep their place or turn, new ones that are full wait.

    ``changed``: names of fields; ``turn``: behind all others. Raises ChoiceIsFull.
    """
    codes = [code for code in answered.asked.by_code if f"{ANSWER}{code}" in changed]
    if not any(answered.asked.by_code[code].of_kind.own_choices for code in codes):
        return answered
    has_place = registration.status in HOLDS
    places = choice_places(registration.visit_id)
    earlier = answers_of(registration.visit_id, [registration.id]).get(registration.id, {})
    had = {code: kept for code, kept in earlier.items() if code in codes}
    old = {Pick(code, choice) for code, kept in had.items() for choice in kept.kept.split()}
    picks = places.picks({code: answered.answers.get(code, "") for code in codes})
    new = [pick for pick in picks if pick not in old]
    places.check(new, waits=not has_place)
    waits = places.waiting(new, turn) if has_place else {}
    return replace(answered, waits=_with_earlier(had, answered.answers, waits))


def _with_earlier(
    had: Mapping[str, Kept], answers: Mapping[str, str], new: Mapping[str, Mapping[str, int]]
) -> Mapping[str, Mapping[str, int]]:
    """The turns of what waited already and is chosen still, and the new ones."""
    waits = {code: dict(turns) for code, turns in new.items()}
    for code, kept in had.items():
        still = {choice: turn for choice, turn in kept.waits.items() if choice in answers.get(code, "").split()}
        if still:
            waits[code] = {**still, **waits.get(code, {})}
    return waits


def choice_places(visit_id: int) -> ChoicePlaces:
    """The choices with a number of places, and how many are held; where there is none, nothing is counted."""
    rows = execute(_LIMITED, {"visit": visit_id}).all()
    if not rows:
        return NO_LIMITS
    limits = {Pick(row.question, row.choice): Limit(row.places, row.queue, row.needed, dict(row.title)) for row in rows}
    held = (
        select(Answer.question, Answer.kept, func.count().label("number"))
        .join(Registration, Registration.id == Answer.person_id)
        .where(Answer.visit_id == visit_id, Answer.question.in_({pick.question for pick in limits}), holds)
    )
    places = ChoicePlaces(limits)
    for row in execute(held.group_by(Answer.question, Answer.kept)):
        places = places.with_more([Pick(row.question, choice) for choice in row.kept.split()], row.number)
    return places.with_more([each.pick for each in _waiting_answers(visit_id)], -1)


def _waiting_answers(visit_id: int) -> list[WaitingAnswer]:
    """Of those who have a place."""
    query = (
        select(Answer.person_id, Answer.question, Answer.waits)
        .join(Registration, Registration.id == Answer.person_id)
        .where(Answer.visit_id == visit_id, Answer.waits.is_not(None), holds)
    )
    return [
        WaitingAnswer(turn, row.person_id, Pick(row.question, choice))
        for row in execute(query)
        for choice, turn in row.waits.items()
    ]


def needs_of(visit_id: int, people: Collection[UUID], places: ChoicePlaces) -> dict[UUID, tuple[Pick, ...]]:
    """{person: the choices without which they have no place} of those who made such a choice."""
    if not any(limit.needed for limit in places.limits.values()):
        return {}
    found = answers_of(visit_id, people)
    needs = {
        person: places.needs(places.picks({code: answer.kept for code, answer in answers.items()}))
        for person, answers in found.items()
    }
    return {person: picks for person, picks in needs.items() if picks}


def with_needs(visit_id: int, waiting: Sequence[Waiting], places: ChoicePlaces) -> Sequence[Waiting]:
    """The queue, with the choices that each needs."""
    needs = needs_of(visit_id, [each.id for each in waiting], places)
    return [replace(each, needs=needs.get(each.id, ())) for each in waiting]


def admit(registration: Registration) -> None:
    """Somebody who answered before has got a place: what they chose and is full by then waits, with their own turn."""
    visit_id = registration.visit_id
    places = choice_places(visit_id)
    answers = answers_of(visit_id, [registration.id]).get(registration.id, {}) if places.limits else {}
    for code, answer in answers.items():
        over = [pick for pick in places.picks({code: answer.kept}) if places.is_overfull(pick)]
        if over:
            write_waits(
                visit_id,
                registration.id,
                code,
                {**answer.waits, **dict.fromkeys((pick.choice for pick in over), registration.turn)},
            )


def release(registration: Registration) -> None:
    """Somebody has no place any more, so nothing that they chose waits."""
    end_waiting(registration.visit_id, registration.id)


def grant(visit: VisitFacts, act: Act) -> None:
    """Let each choice that has a free place go to the answers that wait for it, the earliest first; they are told."""
    waiting = _waiting_answers(visit.id)
    if not waiting:
        return
    rows = execute(_OFFERED, {"visit": visit.id})
    offered = {Pick(row.question, row.choice): (dict(row.asked), dict(row.title)) for row in rows}
    granted, _ = grants([each for each in waiting if each.pick in offered], choice_places(visit.id))
    for person in dict.fromkeys(each.person for each in granted):
        _give(visit, person, [each.pick for each in granted if each.person == person], waiting, offered, act)


def _give(
    visit: VisitFacts,
    person: UUID,
    picks: Sequence[Pick],
    waiting: Sequence[WaitingAnswer],
    offered: Mapping[Pick, tuple[LocalizedText, LocalizedText]],
    act: Act,
) -> None:
    """``offered``: {choice: (what its question is called, what it is)}."""
    left: dict[str, dict[str, int]] = {pick.question: {} for pick in picks}
    for each in waiting:
        if each.person == person and each.pick.question in left and each.pick not in picks:
            left[each.pick.question][each.pick.choice] = each.turn
    for question, turns in left.items():
        write_waits(visit.id, person, question, turns)
    row = session.get_one(Registration, person)
    language, order = row.language, visit.languages
    facts = [(say(offered[pick][0], language, order), say(offered[pick][1], language, order)) for pick in picks]
    queue_mail(
        mails.choice_is_free(row, visit, act.links, act.now, facts),
        about=about(row.id),
        to=(f"{row.given_name} {row.family_name}", row.email),
        message_host=act.links.host,
        now=act.now,
        visit_id=visit.id,
    )
    changes = [{"field": f"{ANSWER}{question}"} for question in left]
    record(row, PersonAction.GOT_CHOICE, act, changes)
