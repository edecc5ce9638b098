"""Languages that people speak: each has a name in each of ours, and is offered once."""

from eventapp.core.text import LANGUAGES
from eventapp.visits.spoken import SPOKEN, all_in_words, spoken_choices, spoken_in_words


def test_each_language_has_a_name_of_its_own_in_each_of_ours() -> None:
    for language in LANGUAGES:
        names = [spoken_in_words(language, code) for code in SPOKEN]
        assert len(set(names)) == len(SPOKEN)
        assert not set(names) & set(SPOKEN)
    assert [all_in_words(language, ("lt", "nb")) for language in LANGUAGES] == [
        "lietuvių, norvegų",
        "Lithuanian, Norwegian",
        "litauisk, norsk",
    ]


def test_ours_are_offered_first_and_the_others_by_the_alphabet_of_the_reader() -> None:
    offered = spoken_choices("nb")
    assert sorted(code for code, _ in offered) == sorted(SPOKEN)
    assert [code for code, _ in offered[:3]] == list(LANGUAGES)
    assert [words for _, words in offered[3:6]] == ["dansk", "estisk", "finsk"]
    assert spoken_choices("lt")[3] == ("da", "danų")
