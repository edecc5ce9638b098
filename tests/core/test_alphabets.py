"""Keys sort as the language's readers look names up, fit into an index, and say of which version they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.alphabets import MOST_BYTES, sort_keys, version
from eventapp.core.text import LANGUAGES


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("lt", "Azas Ąžuolas Cukas Čepas Ikas Įla Yla Ilgas Jonas Sulas Šimkus Vaitkus Zita Žydra"),
        ("nb", "Berg Odd Zeta Ærlig Østby Ås Åse Aase"),
        ("en", "Aase Åse Čepas Cukas Odd Østby Zed Žukas"),
    ],
)
def test_names_stand_where_a_reader_looks_for_them(language: str, names: str) -> None:
    assert " ".join(sorted({*names.split()}, key=lambda name: sort_keys(name)[language])) == names


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_name_has_a_key_that_an_index_holds(family: str, given_name: str) -> None:
    keys = sort_keys(family, given_name)
    assert set(keys) == set(LANGUAGES)
    assert all(0 < len(key) <= MOST_BYTES for key in keys.values())


def test_the_version_fits_its_column() -> None:
    assert 3 < len(version()) <= 40
