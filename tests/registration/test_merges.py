"""Two registrations become one: nothing that only one says is lost, and the better state stays."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from eventapp.registration.merges import BEST_FIRST, Half, Side, merge_of
from eventapp.registration.rules import Status
from tests.factories import NOON

FIELDS = ("name", "email", "phone", "answer-diet")


def half(number: int, status: str = "confirmed", *, turn: int = 1, later: int = 0, **said: str) -> Half:
    return Half(UUID(int=number), status, turn, NOON + timedelta(hours=later), said)


HALVES = st.builds(
    lambda status, turn, later, said: (status, turn, later, said),
    st.sampled_from(BEST_FIRST),
    st.integers(1, 9),
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "a", "b"])),
)
CHOSEN = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["kept", "other", "", "else"]))


@given(HALVES, HALVES, CHOSEN)
def test_nothing_that_one_says_alone_is_lost_whatever_is_chosen(one, other, chosen) -> None:  # type: ignore[no-untyped-def]
    halves = [
        Half(UUID(int=at), s, t, NOON + timedelta(hours=h), said) for at, (s, t, h, said) in enumerate((one, other))
    ]
    merge = merge_of(*halves)
    assert merge == merge_of(*reversed(halves)) or {half.id for half in merge.halves} == {half.id for half in halves}
    taken = merge.taken(chosen)
    for name in FIELDS:
        values = {half.said.get(name, "") for half in halves} - {""}
        stays = (merge.other if name in taken else merge.kept).said.get(name, "")
        assert stays in values or not values
    ranks = [BEST_FIRST.index(half.status) for half in merge.halves]
    assert ranks == sorted(ranks)


def test_each_state_has_its_rank() -> None:
    assert {str(status) for status in Status} <= set(BEST_FIRST)


def test_the_better_state_stays_then_the_earlier_turn() -> None:
    waits, has = half(1, "waitlisted", turn=1), half(2, "confirmed", turn=5)
    assert merge_of(waits, has).kept == has
    early, late = half(3, "waitlisted", turn=2), half(4, "waitlisted", turn=3)
    assert merge_of(late, early).kept == early


def test_of_two_values_the_later_stays_but_the_address_that_has_the_place() -> None:
    merge = merge_of(half(1, phone="1", email="a@x.lt"), half(2, turn=2, later=1, phone="2", email="b@x.lt"))
    assert (merge.differing, merge.usual("phone"), merge.usual("email")) == (["phone", "email"], Side.OTHER, Side.KEPT)
    assert merge.taken({"phone": "kept", "email": "other"}) == ["email"]
    assert merge.taken({}) == ["phone"]


def test_what_was_looked_at_is_told_from_what_is_there_now() -> None:
    one, other = half(1, phone="1"), half(2, "waitlisted", phone="2")
    assert merge_of(one, other).digest == merge_of(other, one).digest
    assert merge_of(one, other).digest != merge_of(one, half(2, "cancelled", phone="2")).digest
    assert merge_of(one, other).digest != merge_of(half(1, phone="3"), other).digest
