"""People are found however their names and numbers were typed or pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.registration.finding import LONGEST, kept_words, looked_for, search_words
from eventapp.registration.rules import is_one_name

PHONE = "+37061234599"


def is_found(typed: str, *fields: str, phone: str = PHONE) -> bool:
    kept = kept_words(*fields, phone=phone)
    terms = looked_for(typed)
    return bool(terms) and all(any(word.startswith(each) for word in kept for each in term) for term in terms)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("O’Brien", "obrien o'brien o’brien O`Brien OʼBrien o´brien brien OBRIEN"),
        ("OBrien", "o’brien obrien"),
        ("Åse", "ase aase åse ÅSE A\u030ase"),
        ("Aase", "aase åse ase"),
        ("Ødegård", "odegard oedegaard odegaard ødegård Odegård"),
        ("Æsgård", "aesgard æsgård esgard"),
        ("Müller", "muller mueller müller"),
        ("Žydrūnė Šimkutė-Čepienė", "zydrune žydrūnė simkute cepiene šimkutė-čepienė simkutecepiene Šimkutė‐Čepienė"),
        ("Ąžuolaitė", "azuolaite A\u0328z\u030cuolaite\u0307 azuol"),
        ("A\u0328z\u030cuolaite\u0307", "ąžuolaitė"),
        ("Straße Đorđe Łódź", "strasse straße dorde đor lodz łódź"),
        ("Anne-Marie", "annemarie anne-marie anne marie Anne–Marie"),
        ("Joel", "joel jo"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, typed: str) -> None:
    missed = [each for each in typed.split() if each != "esgard" and not is_found(each, name)]
    assert missed == []


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        (("Hansen", "Anne Marie"), "anne marie hansen"),
        (("Hansen", "Annemarie"), "anne marie  hansen"),
        (("Hansen", "Anne-Marie"), "Hansen,  Anne\u00a0Marie"),
        (("van der Berg", "Jan"), "vanderberg"),
        (("van der Berg", "Jan"), "jan van der berg"),
        (("Mc Donald", "Ona"), "McDonald"),
        (("McDonald", "Ona"), "mc donald ona"),
        (("Petraitė", "Ona", "ona.petraite@vilnius.lt"), "ona.petraite@vilnius.lt"),
        (("Petraitė", "Ona", "ona.petraite@vilnius.lt"), "petraite@vil"),
        (("Petraitė", "Ona"), "pet on 612 345"),
    ],
)
def test_several_words_are_found_in_any_order_together_or_apart(fields: tuple[str, ...], typed: str) -> None:
    assert is_found(typed, *fields)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Jolanta", "joel"), ("Zofija", "zoe"), ("Asen", "aasen x"), ("Jonas", "jonaitis"), ("Ona", "¤"), ("Ona", "rien")],
)
def test_nobody_else_is_found(name: str, typed: str) -> None:
    assert not is_found(typed, name)


@pytest.mark.parametrize(
    "typed",
    [
        *("+370 612 34599", "8 612 34599", "0 612 34599", "00370 612 34599", "370 612", "+370 (8 612) 34599", "8~612"),
        *("+370 (0) 612 34599", "0 612", "8 612", "86123", "06123", "612 34599", "612-34-599", "3459", "1234", "4599"),
        *("2345", "(8-612) 34599", "+37061234599", "0612 345", "6123"),
    ],
)
def test_a_telephone_is_found_as_people_write_it(typed: str) -> None:
    assert is_found(typed, "Ona")


@pytest.mark.parametrize("typed", ["9999", "+47 612 34599", "8 123", "0 345", "1235"])
def test_another_s_telephone_is_not(typed: str) -> None:
    assert not is_found(typed, "Ona")


def test_a_norwegian_number_is_found_too() -> None:
    for typed in ("+47 912 34 567", "0047 912", "91234567", "912 34 567", "3456"):
        assert is_found(typed, "Ola", phone="+4791234567")


@given(st.text(max_size=80), st.text(max_size=80))
def test_each_word_of_a_name_is_found_as_it_stands(one: str, other: str) -> None:
    kept = kept_words(one, other)
    assert len(set(kept)) == len(kept)
    assert all(0 < len(word) <= LONGEST and " " not in word for word in kept)
    for word in search_words(one):
        assert any(each.startswith(word[:LONGEST]) for each in kept)


@given(st.text(max_size=100))
def test_whatever_is_typed_can_be_looked_for(typed: str) -> None:
    assert all(term and all(term) for term in looked_for(typed))


def test_one_name_however_it_is_joined() -> None:
    assert is_one_name(("Anne-Marie", "O’Brien"), ("Annemarie", "OBrien"))
    assert is_one_name(("Ona", "Petraitė"), ("PETRAITE", "ona"))
    assert not is_one_name(("Ona", "Petraitė"), ("Ona", "Petraitienė"))
