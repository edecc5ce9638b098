"""The visit that comes with the program: complete, in three languages, and nothing in it pretends to be certain."""

from eventapp.commands.serving import FIRST_VISIT
from eventapp.core.text import LANGUAGES
from eventapp.planning.plan import REGISTRATION, VISIT
from eventapp.visitfiles.reading import read_visit_file

FILE = read_visit_file(FIRST_VISIT.name, FIRST_VISIT.read_bytes())
SESSIONS = {key.code: said for key, said in FILE.plan.items() if key.kind == "session"}
SAME_IN_ALL = {"e-Factor"}
SAME_IN_TWO = {"Oslo"}


def test_it_has_no_problems() -> None:
    assert FILE.problems == ()


def test_each_text_is_there_in_each_language_and_translated() -> None:
    for key, said in FILE.plan.items():
        for base in {name.split(".")[0] for name in said if "." in name}:
            texts = [said.get(f"{base}.{language}") for language in LANGUAGES]
            assert all(texts), (key, base)
            kinds = 1 if set(texts) <= SAME_IN_ALL else 2 if SAME_IN_TWO & set(texts) else 3
            assert len(set(texts)) == kinds, (key, base)


def test_everybody_in_the_announcement_is_there() -> None:
    roles = [said["role"] for key, said in FILE.plan.items() if key.kind == "organisation"]
    speakers = [said["name"] for key, said in FILE.plan.items() if key.kind == "speaker"]
    speaking = [key.code for key in FILE.plan if key.kind == "slot"]
    assert (roles[0], roles[1:]) == ("executor", ["partner"] * 12)
    assert speakers == ["Stian Slotterøy Johnsen", "Jonna Vienola", "Haakon Meland Eriksen"]
    assert speaking == ["johnsen", "vienola", "eriksen"]


def test_times_are_provisional_places_open_and_one_time_is_to_be_announced() -> None:
    assert 12 <= len(SESSIONS) <= 16
    assert {said.get("status", "provisional") for said in SESSIONS.values()} == {"provisional"}
    assert [said for said in SESSIONS.values() if said.get("venue")] == []
    assert [code for code, said in SESSIONS.items() if not said.get("starts")] == ["fleksibel-utdanning-norge"]
    days = {said["starts"].day for said in SESSIONS.values() if said.get("starts")}
    assert days == {3, 4, 5, 6}


def test_registration_has_no_end_though_the_visit_is_over_and_no_limit() -> None:
    assert FILE.plan[VISIT]["visible"]
    assert FILE.plan[REGISTRATION] == {"open": True, "queue": True, "after_the_end": True, "keep_days": 365}
    assert not any("places" in said for said in FILE.plan.values())


def test_no_page_number_of_the_announcement_is_left_inside_a_word() -> None:
    words = FIRST_VISIT.read_text(encoding="utf-8").split()
    assert [w for w in words if w[:1].isalpha() and w[-1:].isalpha() and any(c.isdigit() for c in w)] == []
