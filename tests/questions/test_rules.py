"""Which questions are asked, which need an answer, what is kept, and how all of them are kept."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.questions.rules import Choice, Question, Questionnaire, condition, load, possible_conditions
from eventapp.visits.values import Unfit

BY = Question(
    "arrives-by",
    {"en": "How do you arrive?", "lt": "Kuo atvyksite?"},
    kind="one",
    required=True,
    choices=(Choice("plane", {"en": "By plane"}), Choice("car", {"en": "By car"})),
)
FLIGHT = Question("flight", {"en": "Flight"}, required=True, only_if="arrives-by=plane")
PICK_UP = Question("pick-up", {"en": "Shall we fetch you?"}, kind="yes_no", only_if="arrives-by=plane")
BAGS = Question("bags", {"en": "How many bags?"}, kind="number", only_if="pick-up=yes")
TRAVEL = Questionnaire((Question("travel", {"en": "Travel"}, kind="heading"), BY, FLIGHT, PICK_UP, BAGS))


def test_a_question_is_asked_of_whom_the_others_make_it_a_question() -> None:
    assert TRAVEL.asked({}) == ["arrives-by"]
    assert TRAVEL.asked({"arrives-by": "car", "pick-up": "yes"}) == ["arrives-by"]
    assert TRAVEL.asked({"arrives-by": "plane"}) == ["arrives-by", "flight", "pick-up"]
    assert TRAVEL.asked({"arrives-by": "plane", "pick-up": "yes"}) == ["arrives-by", "flight", "pick-up", "bags"]


def test_what_is_not_asked_is_not_kept_and_not_missed() -> None:
    said = {"arrives-by": "car", "flight": "SK 4711", "gone": "x", "bags": "", "travel": "x"}
    assert TRAVEL.settle(said) == {"arrives-by": "car"}
    assert TRAVEL.missing(said) == []
    assert TRAVEL.missing({}) == ["arrives-by"]
    assert TRAVEL.missing({"arrives-by": "plane"}) == ["flight"]


def test_one_of_several_answers_is_enough() -> None:
    meals = Question("meals", kind="some", choices=(Choice("lunch"), Choice("dinner")))
    asked = Questionnaire((meals, Question("fish", kind="yes_no", only_if="meals=dinner")))
    assert asked.asked({"meals": "lunch dinner"}) == ["meals", "fish"]
    assert asked.asked({"meals": "lunch"}) == ["meals"]


def test_what_hangs_on_nothing_that_there_is_is_asked() -> None:
    nowhere = Questionnaire((Question("a", only_if="gone=yes"), Question("b", kind="yes_no", only_if="b=yes")))
    assert nowhere.asked({}) == ["a", "b"]


@pytest.mark.parametrize("by", [replace(BY, kind="short"), replace(BY, choices=BY.choices[1:])])
def test_what_hangs_on_what_can_be_answered_no_more_is_asked(by: Question) -> None:
    changed = Questionnaire((by, FLIGHT))
    assert changed.asked({"arrives-by": "car"}) == ["arrives-by", "flight"]
    assert changed.condition_in_words(FLIGHT, "en") == ("", "")


def test_a_circle_is_seen_and_hides_nothing() -> None:
    one, other = (Question(code, kind="yes_no", only_if=f"{above}=yes") for code, above in (("a", "b"), ("b", "a")))
    round_about = Questionnaire((one, other))
    assert [round_about.circle(code) for code in ("a", "b")] == [True, True]
    assert [TRAVEL.circle(code) for code in TRAVEL.by_code] == [False] * 4
    assert round_about.asked({"a": "yes", "b": "yes"}) == ["a", "b"]


def test_where_one_can_choose_among_nothing_nothing_is_asked() -> None:
    assert Questionnaire((Question("empty", kind="one", required=True),)).missing({}) == []


def test_an_answer_and_a_condition_are_said_in_words() -> None:
    assert TRAVEL.say("arrives-by", "plane", "lt") == "By plane"
    assert TRAVEL.cell("bags", "2.5", "nb") == "2,5"
    assert TRAVEL.condition_in_words(FLIGHT, "lt") == ("Kuo atvyksite?", "By plane")
    assert TRAVEL.condition_in_words(BAGS, "en") == ("Shall we fetch you?", "Yes")
    assert TRAVEL.condition_in_words(BY, "en") == ("", "")
    assert list(possible_conditions(TRAVEL, "pick-up", "en")) == [
        ("arrives-by=plane", "How do you arrive?: By plane"),
        ("arrives-by=car", "How do you arrive?: By car"),
    ]


def test_they_are_kept_as_json_and_read_by_later_versions() -> None:
    kept = json.loads(json.dumps(TRAVEL.dump()))
    assert load(kept, TRAVEL.order) == TRAVEL
    assert load(kept, TRAVEL.order).digest == TRAVEL.digest
    assert load([{"code": "a", "title": {"en": "A"}, "once": 1}], ("en",)) == Questionnaire(
        (Question("a", {"en": "A"}),), ("en",)
    )


CODES = ("a", "b", "c", "d")
CONDITIONS = st.sampled_from(["", *(f"{code}=yes" for code in CODES), "gone=yes"])
YES_OR_NO = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["yes", "no", ""]))


@given(st.tuples(*[CONDITIONS] * 4), YES_OR_NO)
def test_what_is_kept_is_kept_again(conditions: tuple[str, ...], answers: dict[str, str]) -> None:
    named = zip(CODES, conditions, strict=True)
    asked = Questionnaire(tuple(Question(code, kind="yes_no", only_if=above) for code, above in named))
    kept = asked.settle(answers)
    assert asked.settle(kept) == kept


def test_other_words_are_another_questionnaire() -> None:
    assert Questionnaire((Question("a", {"en": "A"}),)).digest != Questionnaire((Question("a", {"en": "B"}),)).digest
    assert Questionnaire().digest == Questionnaire((), ("en",)).digest


@pytest.mark.parametrize("said", ["", "arrives-by=plane", "pick-up=yes"])
def test_a_condition_names_a_question_and_an_answer(said: str) -> None:
    assert condition(said) == said


@pytest.mark.parametrize("said", ["plane", "=plane", "a=", "a=b=c", "A=b", 3, None])
def test_what_is_no_condition_is_refused(said: object) -> None:
    with pytest.raises(Unfit):
        condition(said)


def test_what_hangs_on_itself_is_always_asked_and_nothing_above_it_is_missed() -> None:
    circle = Questionnaire(
        (Question("b", kind="yes_no", only_if="d=yes"), Question("d", kind="yes_no", only_if="b=yes"))
    )
    assert circle.asked({}) == ["b", "d"]
    assert circle.unanswered_above("b", {"b": "yes"}) == ""
    assert circle.settle({"b": "yes", "d": "no"}) == {"b": "yes", "d": "no"}
