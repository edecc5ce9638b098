"""How many eat what, without names, and what has changed since somebody got the numbers."""

from hypothesis import given
from hypothesis import strategies as st

from eventapp.registration.rules import Diet
from eventapp.rosters.meals import ALL, Change, Eater, changes, count, notes, silent

MEALS = ["lunch", "dinner"]
EATERS = st.builds(
    Eater,
    st.sampled_from(list(Diet)),
    st.sampled_from(["", "no nuts", "be riešutų"]),
    st.none() | st.lists(st.sampled_from([*MEALS, "gone"]), unique=True).map(tuple),
)


@given(st.lists(EATERS))
def test_the_sums_are_the_people(eaters: list[Eater]) -> None:
    numbers = count(eaters, MEALS)
    for meal in MEALS:
        assert sum(numbers[meal].values()) == sum(meal in (each.meals or ()) for each in eaters)
    assert count(eaters, [])[ALL] == {
        str(diet): number for diet in Diet if (number := sum(each.diet is diet for each in eaters))
    }
    assert silent(eaters) == sum(each.meals is None for each in eaters)
    assert sum(notes(eaters).values()) == sum(bool(each.note) for each in eaters)


@given(st.lists(EATERS), st.lists(EATERS))
def test_what_has_changed_makes_one_into_the_other(before: list[Eater], after: list[Eater]) -> None:
    was, now = count(before, MEALS), count(after, ["dinner", "supper"])
    changed = {meal: dict(of_meal) for meal, of_meal in was.items()}
    for each in changes(was, now):
        assert changed.setdefault(each.meal, {}).get(each.diet, 0) == each.was
        changed[each.meal][each.diet] = each.now
    left = {(meal, diet): n for meal, of_meal in changed.items() for diet, n in of_meal.items() if n}
    assert left == {(meal, diet): n for meal, of_meal in now.items() for diet, n in of_meal.items() if n}
    assert changes(now, now) == []


def test_a_change_says_what_it_was() -> None:
    assert changes({"lunch": {"vegan": 1}}, {"lunch": {"vegan": 2, "none": 1}}) == [
        Change("lunch", "none", 0, 1),
        Change("lunch", "vegan", 1, 2),
    ]
