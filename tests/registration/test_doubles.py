"""Who may be registered twice: by name, telephone, address, and addresses that are one slip apart."""

from uuid import UUID

import pytest

from eventapp.registration.doubles import MOST_ALIKE, Double, Known, Likeness, doubles, is_slip, pair


def person(number: int, given: str = "", family: str = "", *, phone: str = "", email: str = "") -> Known:
    return Known(UUID(int=number), given, family, phone, email)


ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (person(1, "Ona", "Kazlienė"), person(2, "KAZLIENE", "Ona"), [Likeness.NAME]),
        (person(1, "Anne Marie", "Berg"), person(2, "Annemarie", "Berg"), [Likeness.NAME]),
        (person(1, "Ona", phone="+37061234567"), person(2, "Rasa", phone="+37061234567"), [Likeness.PHONE]),
        (person(1, "Ona", email="ona@X.lt"), person(2, "Rasa", email="Ona@x.lt"), [Likeness.ADDRESS]),
        (person(1, "Ona", email="ona@gmail.com"), person(2, "Rasa", email="ona@gmial.com"), [Likeness.SLIP]),
        (person(1, "Ona", email="kazliene@x.lt"), person(2, "Rasa", email="kazlene@x.lt"), [Likeness.SLIP]),
        (
            person(1, "Ona", phone="+370", email="ona@x.lt"),
            person(2, "Ona", phone="+370", email="onaa@x.lt"),
            [Likeness.NAME, Likeness.PHONE, Likeness.SLIP],
        ),
    ],
    ids=["any order", "one word", "telephone", "address", "host", "letter", "all"],
)
def test_two_may_be_one(one: Known, other: Known, why: list[Likeness]) -> None:
    assert doubles([one, other]) == [Double(ONE, TWO, tuple(why))]
    assert doubles([other, one]) == [Double(TWO, ONE, tuple(why))]
    assert doubles([one, other], {pair(TWO, ONE)}) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person(1, "Ona", "Kazlienė"), person(2, "Ona", "Kazlaitė")),
        (person(1), person(2)),
        (person(1, "Ona", email="office1@x.lt"), person(2, "Rasa", email="office2@x.lt")),
        (person(1, "Ona", email="ab@x.lt"), person(2, "Rasa", email="ac@x.lt")),
        (person(1, "Ona", email="ona@x.lt"), person(2, "Rasa", email="nao@x.lt")),
    ],
    ids=["another name", "nothing", "numbered", "short", "two letters"],
)
def test_two_are_two(one: Known, other: Known) -> None:
    assert doubles([one, other]) == []


def test_an_office_telephone_makes_no_square_of_pairs() -> None:
    many = [person(number, f"Name{number}", phone="+37052000000") for number in range(1, 1001)]
    assert len(doubles(many)) == 999
    few = many[:MOST_ALIKE]
    assert len(doubles(few)) == MOST_ALIKE * (MOST_ALIKE - 1) // 2


def test_the_same_address_is_no_slip() -> None:
    assert not is_slip("ona@x.lt", "ONA@x.lt")
