"""A release's changes in words: every change has its line, whatever the language of whoever reads it."""

from dataclasses import replace
from datetime import timedelta

from eventapp.programme.differences import find_differences
from eventapp.programme.snapshot import PublicOrganisation, PublicProgramme, PublicRoom, PublicSession, PublicSlot
from eventapp.publishing.changes import Reader, in_groups
from tests.factories import NOON, public_draft, public_programme, public_session, released_again, text

TOPIC = {"lt": "Tema", "en": "Topic", "nb": "Tema"}


def talk(**topic: str) -> PublicSession:
    return public_session(slots=(PublicSlot("kari", 20, TOPIC | topic),))


def told(before: PublicProgramme, *sessions: PublicSession, **values: object) -> list[tuple[str, str, str, str, str]]:
    """(heading, label, language of the text, old, new) of each line, to an English reader."""
    after = released_again(before, public_draft(*sessions, **values), now=NOON)
    groups = in_groups(find_differences(before, after), Reader("en", ("lt", "en", "nb"), "Europe/Oslo"))
    return [(str(head), item.label, item.language, item.old, item.new) for head, lines in groups for item in lines]


def test_a_topic_is_told_in_each_language_in_which_it_changed() -> None:
    before = public_programme(talk())
    assert told(before, talk(nb="Emne")) == [
        ("Other changes", "Speakers", "nb", "Kari Nordmann (Tema, 20 minutter)", "Kari Nordmann (Emne, 20 minutter)")
    ]
    assert [line[2] for line in told(before, talk(lt="Apie", en="About"))] == ["lt", "en"]


def test_another_speaker_or_more_minutes_are_told_once() -> None:
    longer = public_session(slots=(PublicSlot("kari", 30, TOPIC),))
    assert told(public_programme(talk()), longer) == [
        ("Other changes", "Speakers", "", "Kari Nordmann (Topic, 20 minutes)", "Kari Nordmann (Topic, 30 minutes)")
    ]
    assert told(public_programme(talk()), public_session()) == [
        ("Other changes", "Speakers", "", "Kari Nordmann (Topic, 20 minutes)", "nothing"),
        ("Other changes", "removed", "", "", ""),  # who speaks nowhere is not public
    ]


def test_a_room_is_told_by_its_name_and_its_seats() -> None:
    before = public_programme(public_session())
    hall = before.venues[0]
    bigger = replace(hall, rooms=(PublicRoom("hall", text("Great hall"), 60),))
    renamed = replace(hall, rooms=(PublicRoom("hall", text("Great hall") | {"nb": "Storsalen"}, 40),))
    assert told(before, public_session(), venues=(bigger,)) == [
        ("Other changes", "Rooms", "", "Great hall (40 seats)", "Great hall (60 seats)")
    ]
    assert told(before, public_session(), venues=(renamed,)) == [
        ("Other changes", "Rooms", "nb", "Great hall (nb) (40 plasser)", "Storsalen (40 plasser)")
    ]


def test_codes_are_told_by_what_they_stand_for() -> None:
    before = public_programme(public_session())
    host = PublicOrganisation("birzai", "Biržų rajono savivaldybė", "nb", "host", "")
    assert told(before, public_session(), organisations=(host,), languages=("en", "lt", "nb")) == [
        ("Other changes", "Language of the name", "", "Lietuvių", "Norsk"),
        ("Other changes", "Role", "", "Partner", "Host"),
        ("Other changes", "Languages, in this order", "", "Lietuvių, English, Norsk", "English, Lietuvių, Norsk"),
    ]


def test_no_time_and_no_place_are_called_what_the_programme_calls_them() -> None:
    before = public_programme(public_session(venue="town-hall", room="hall"))
    assert told(before, public_session(starts_at=None, ends_at=None)) == [
        ("At another time", "Time", "", "Monday 3 April 09:00–10:30", "Time to be announced"),
        ("At another place", "Place", "", "Town hall, Great hall", "Place to be announced"),
    ]


GATHERING = public_session(meeting_point=text("Lobby"), meeting_minutes=20)


def test_where_and_when_people_gather_is_told_where_it_was_changed() -> None:
    before, group = public_programme(GATHERING), "Gathering elsewhere, or at another time"
    label, was = "Meeting point and time", "Monday 3 April 08:40, Lobby"
    assert told(before, replace(GATHERING, meeting_minutes=30)) == [
        (group, label, "", was, "Monday 3 April 08:30, Lobby")
    ]
    assert told(before, replace(GATHERING, meeting_point={}, meeting_minutes=None)) == [
        (group, label, "", was, "nothing")
    ]
    assert told(before, replace(GATHERING, meeting_point=text("Lobby") | {"nb": "Resepsjonen"})) == [
        (group, label, "nb", "Mandag 3.\xa0april 08.40, Lobby (nb)", "Mandag 3.\xa0april 08.40, Resepsjonen")
    ]


def test_a_session_that_moves_takes_the_gathering_with_it_and_is_told_once() -> None:
    assert GATHERING.ends_at
    assert GATHERING.starts_at
    later = {name: getattr(GATHERING, name) + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    lines = told(public_programme(GATHERING), replace(GATHERING, **later))
    assert [line[0] for line in lines] == ["At another time"]


def test_the_way_languages_and_who_attends_are_told_in_words() -> None:
    plain = public_session()
    changed = replace(plain, transfer={"en": "By bus"}, spoken="nb", interpretation=("lt", "en"), everybody=True)
    assert told(public_programme(plain), changed) == [
        ("Other changes", "Way there", "en", "nothing", "By bus"),
        ("Other changes", "Language", "", "nothing", "Norwegian"),
        ("Other changes", "Interpreted into", "", "nothing", "Lithuanian, English"),
        ("Other changes", "Everybody attends", "", "no", "yes"),
    ]
    assert told(public_programme(plain), replace(plain, optional=True)) == [
        ("Other changes", "Nobody has to attend", "", "no", "yes")
    ]
