"""Reading those who come, with what they have answered."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select

from eventapp.core.db import execute, session
from eventapp.questions.models import Answer
from eventapp.questions.queries import questionnaire
from eventapp.questions.rules import Questionnaire
from eventapp.registration.models import SORTED_BY, Registration
from eventapp.registration.rules import HOLDS, Diet
from eventapp.rosters import rooming, travel
from eventapp.rosters.meals import MEALS, Change, Eater, changes, count
from eventapp.rosters.models import HandedOver
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import organisations

_COLUMNS = ("id", "given_name", "family_name", "organisation_id", "other_organisation", "phone", "email")
_CARE = ("diet", "diet_note", "needs")


class Needing(NamedTuple):
    """Somebody with a need that they have agreed to tell."""

    id: UUID
    name: str
    organisation: str
    diet: Diet
    note: str
    needs: str


class Comers:
    """Those who hold a place at a visit, in the order of the language's alphabet; each question of a list is one
    statement, however many they are."""

    def __init__(self, visit: VisitFacts, language: str) -> None:
        self.visit, self.language = visit, language

    @cached_property
    def people(self) -> list[Row[Any]]:
        """Their rows."""
        table = Registration.__table__
        columns = [table.c[name] for name in (*_COLUMNS, *_CARE)]
        mine = (table.c.visit_id == self.visit.id, table.c.status.in_(HOLDS))
        return list(execute(select(*columns).where(*mine).order_by(table.c[SORTED_BY[self.language]], table.c.id)))

    @cached_property
    def asked(self) -> Questionnaire:
        """The visit's questions now."""
        return questionnaire(self.visit)

    def answers(self, codes: Collection[str], *, only_held: bool = False) -> Mapping[UUID, Mapping[str, str]]:
        """{person: {question: what was answered, as it is kept}} of those questions; ``only_held``: of choices, without
        those that wait for a place."""
        query = select(Answer.person_id, Answer.question, Answer.kept, Answer.waits).join(
            Registration, Registration.id == Answer.person_id
        )
        mine = (Answer.visit_id == self.visit.id, Answer.question.in_(list(codes)), Registration.status.in_(HOLDS))
        found: dict[UUID, dict[str, str]] = {}
        for row in execute(query.where(*mine)):
            waits = row.waits if only_held and row.waits else ()
            kept = " ".join(code for code in row.kept.split() if code not in waits) if waits else row.kept
            found.setdefault(row.person_id, {})[row.question] = kept
        return found

    @cached_property
    def _names(self) -> Mapping[int, str]:
        return {item.id: item.name for item in organisations(self.visit.id)}

    def choices(self, code: str) -> Mapping[str, str]:
        """{code: title} of the choices of that question; empty where it is not asked, or has none."""
        asked = self.asked.by_code.get(code)
        if asked is None or not asked.of_kind.own_choices:
            return {}
        return {choice.code: self.asked.say(code, choice.code, self.language) for choice in asked.choices}

    def name(self, row: Row[Any]) -> str:
        """Family name first, as in lists."""
        return ", ".join(filter(None, (row.family_name, row.given_name)))

    def organisation(self, row: Row[Any]) -> str:
        """The listed one's name, or what was typed."""
        return self._names.get(row.organisation_id, row.other_organisation)

    def guests(self) -> list[rooming.Guest]:
        """Who needs a room, each with whom they would share."""
        found = self.answers(rooming.CODES)
        guests = []
        for row in self.people:
            said = found.get(row.id, {})
            if rooming.needs_room(said):
                stay = rooming.stay_of(said, self.visit.starts_on)
                where = self.organisation(row)
                room, shares = said.get(rooming.ROOM, ""), said.get(rooming.SHARES, "")
                guests.append(rooming.Guest(row.id, self.name(row), where, room, shares, stay))
        return rooming.matched(guests)

    def travellers(self, way: travel.Way) -> list[travel.Traveller]:
        """Who has said when they arrive, or leave."""
        found = self.answers(travel.CODES)
        made = (
            travel.traveller(row.id, self.name(row), self.organisation(row), found.get(row.id, {}), way)
            for row in self.people
        )
        return [each for each in made if each is not None]

    @cached_property
    def meals(self) -> Mapping[str, str]:
        """{code: title} of the meals that are asked for; empty: nobody is asked."""
        return self.choices(MEALS)

    @cached_property
    def eaters(self) -> list[Eater]:
        """All of them, without names."""
        found = self.answers([MEALS], only_held=True) if self.meals else {}
        return [self._eater(row, found.get(row.id, {}).get(MEALS)) for row in self.people]

    def _eater(self, row: Row[Any], kept: str | None) -> Eater:
        chosen = tuple(kept.split()) if kept is not None else None
        return Eater(Diet(row.diet), row.diet_note, chosen if self.meals else ())

    def needing(self) -> list[Needing]:
        """Who has told of a diet or of what else they need."""
        told = (row for row in self.people if row.needs or row.diet != Diet.NONE or row.diet_note)
        return [
            Needing(row.id, self.name(row), self.organisation(row), Diet(row.diet), row.diet_note, row.needs)
            for row in told
        ]


def last_handed_over(visit_id: int) -> HandedOver | None:
    """The latest numbers that somebody got; None: nobody has got any."""
    mine = select(HandedOver).where(HandedOver.visit_id == visit_id)
    return session.scalar(mine.order_by(HandedOver.id.desc()).limit(1))


def changed_since(visit: VisitFacts, language: str) -> list[Change]:
    """Numbers that are not as they were handed over last; nothing where nobody has got any."""
    last = last_handed_over(visit.id)
    if last is None:
        return []
    comers = Comers(visit, language)
    return changes(last.numbers, count(comers.eaters, list(comers.meals)))
