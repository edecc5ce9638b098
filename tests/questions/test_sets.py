"""The ready sets: each whole, in three languages, and such that a form can ask it."""

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.questions.rules import condition
from eventapp.questions.sets import SET_NAMES, question_sets

EVERY = [(name, question) for name, asked in question_sets().items() for question in asked.questions]


def test_each_set_has_its_button() -> None:
    assert question_sets().keys() == SET_NAMES.keys()


def test_no_code_is_in_two_of_them() -> None:
    codes = [question.code for _, question in EVERY]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(("name", "question"), EVERY, ids=lambda each: getattr(each, "code", each))
def test_each_question_is_said_in_each_language_and_can_be_answered(name: str, question: object) -> None:
    found = next(each for set_name, each in EVERY if each is question and set_name == name)
    asked = question_sets()[name]
    assert found.title.keys() == set(LANGUAGES)
    assert found.help.keys() in (set(LANGUAGES), set())
    assert all(choice.title.keys() == set(LANGUAGES) for choice in found.choices)
    assert bool(found.choices) == found.of_kind.own_choices
    assert condition(found.only_if) == found.only_if
    assert not found.only_if or asked.condition_in_words(found, "lt")[0]
    assert not asked.circle(found.code)


def test_who_arrives_otherwise_can_leave_by_plane() -> None:
    assert question_sets()["travel"].by_code["departure-flight"].code in question_sets()["travel"].asked({})
