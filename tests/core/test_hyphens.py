"""Soft hyphens: in long words of titles, by the rules of their language, and nowhere else."""

import pytest

from eventapp.core.hyphens import SOFT_HYPHEN, hyphenate


@pytest.mark.parametrize(
    ("language", "title", "shown"),
    [
        ("lt", "Bendradarbiaujančiųjų susitikimas", "Bend|ra|dar|biau|jan|čių|jų susitikimas"),
        ("en", "Deinstitutionalisation of care", "De|in|sti|tu|tion|al|isa|tion of care"),
        ("en", "Reindustrialisation, nondiscriminatory", "Re|in|dus|tri|al|isa|tion, non|dis|crim|in|at|ory"),
        ("en", "Multidisciplinarity", "Multi|dis|cip|lin|ar|ity"),
        ("nb", "Overrepresentasjon", "Over|re|pre|sen|ta|sjon"),
        ("nb", "Kommunesammenslåingen", "Kom|mune|sam|men|slå|in|gen"),
    ],
)
def test_long_words_get_them_where_their_language_breaks_them(language: str, title: str, shown: str) -> None:
    assert hyphenate(title, language).replace(SOFT_HYPHEN, "|") == shown


@pytest.mark.parametrize("words", ["Savivaldybininkė", "Ankieta 2027", "aaaaaaaa-bbbbbbbb", ""])
def test_what_is_no_longer_than_sixteen_letters_stays(words: str) -> None:
    assert hyphenate(words[:15], "lt") == words[:15]
