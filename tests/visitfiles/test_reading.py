"""Reading a visit's file: what it may say, and each refusal with its line, its key and its words."""

from datetime import UTC, date, datetime

import pytest

from eventapp.planning.plan import REGISTRATION, VISIT, Key
from eventapp.programme.snapshot import ROLE_NAMES
from eventapp.visitfiles.errors import Problem, VisitFileRefused
from eventapp.visitfiles.reading import MAX_BYTES, VisitFile, read_visit_file
from eventapp.visits.models import Role

HEAD = '[visit]\nslug = "oslo"\ntimezone = "Europe/Oslo"\n'
LAST = len(HEAD.splitlines())


def read(text: str) -> VisitFile:
    return read_visit_file("visit.toml", (HEAD + text).encode())


def problem(text: str) -> Problem:
    """The only problem; its line counts from the first one after HEAD."""
    (found,) = read(text).problems
    return Problem(found.line - LAST, found.where, found.words)


def refusal(content: bytes) -> str:
    with pytest.raises(VisitFileRefused) as caught:
        read_visit_file("visit.toml", content)
    return str(caught.value)


SESSION = '[[session]]\ncode = "opening"\n'


@pytest.mark.parametrize(
    ("text", "line", "where", "words"),
    [
        ("nmae.lt = 'A'", 1, "visit.nmae", 'there is no such key; did you mean "name"?'),
        ("name.se = 'A'", 1, "visit.name.se", "there is no such key; expected one of lt, en, nb"),
        ("[sesion]", 1, "sesion", 'there is no such key; did you mean "session"?'),
        (
            "[registration]\nxyz = 1",
            2,
            "registration.xyz",
            "there is no such key; expected one of places, queue, open, opens, closes, queue_until, after_the_end, "
            "moderated, accept_hours, keep_days",
        ),
        ("\nname = 'A'", 2, "visit.name", 'expected one text for each language, for example name.en = "…"'),
        ("name.lt = 5", 1, "visit.name.lt", 'expected a text in quotes, found "5"'),
        ('name.lt = "a\\nb"', 1, "visit.name.lt", "expected one line, found a line break"),
        ('city.lt = "a\\r\\nBcc: x"', 1, "visit.city.lt", "expected one line, found a line break"),
        ('city.lt = "a\\u0000b"', 1, "visit.city.lt", "expected text, found the control character U+0000"),
        (
            'purpose.lt = """\nok\n\\u001b[2J"""',
            1,
            "visit.purpose.lt",
            "expected text, found the control character U+001B",
        ),
        ('purpose.lt = "a\\u2028b"', 1, "visit.purpose.lt", "expected text, found the control character U+2028"),
        (f'name.lt = "{"x" * 201}"', 1, "visit.name.lt", "expected at most 200 characters, found 201"),
        (f'project_number = "{"x" * 81}"', 1, "visit.project_number", "expected at most 80 characters, found 81"),
        (
            'website = "javascript:alert(1)"',
            1,
            "visit.website",
            'expected a web address that begins with "http://" or "https://", found "javascript:alert(1)"',
        ),
        (
            'website = "http://u@example.org"',
            1,
            "visit.website",
            'expected a web address that begins with "http://" or "https://", found "http://u@example.org"',
        ),
        *(
            (
                f"website = '{address}'",
                1,
                "visit.website",
                f"""expected a web address that begins with "http://" or "https://", found "{address}\"""",
            )
            for address in (
                *("http://example.org/a b", 'http://example.org/"onclick="x', "http://example.org/<b>", "http:///path"),
                *("ftp://example.org", "example.org", "http://example.org:0/", "http://example.org:99999/"),
            )
        ),
        (
            'website = "http://[::1"',
            1,
            "visit.website",
            'expected a web address that begins with "http://" or "https://", found "http://[::1"',
        ),
        (
            'first_day = "2017-04-03"',
            1,
            "visit.first_day",
            'expected a day without quotes, for example 2017-04-03, found "2017-04-03"',
        ),
        (
            "last_day = 2017-04-03 09:00:00",
            1,
            "visit.last_day",
            'expected a day without quotes, for example 2017-04-03, found "2017-04-03 09:00:00"',
        ),
        ("last_day = 0017-04-03", 1, "visit.last_day", 'expected a year from 1970 to 2199, found "0017-04-03"'),
        (
            'languages = ["lt", "de"]',
            1,
            "visit.languages",
            'expected a list of languages, each once, for example ["lt", "en", "nb"], found "[\'lt\', \'de\']"',
        ),
        (
            "languages = []",
            1,
            "visit.languages",
            'expected a list of languages, each once, for example ["lt", "en", "nb"], found "[]"',
        ),
        (
            'calendar_uid = "a b"',
            1,
            "visit.calendar_uid",
            'expected a calendar UID as dump writes it: up to 120 characters without blanks, found "a b"',
        ),
        (
            'removed_sessions = "opening"',
            1,
            "visit.removed_sessions",
            'expected a list of codes, for example ["opening"], found "opening"',
        ),
        (
            'removed_sessions = ["opening"]\n' + SESSION,
            1,
            "visit.removed_sessions",
            f'"opening" is described at line {LAST + 2}; take it out of one place',
        ),
        (
            "[registration]\nplaces = -1",
            2,
            "registration.places",
            'expected a whole number from 0 to 100000, found "-1"',
        ),
        (
            "[registration]\nplaces = true",
            2,
            "registration.places",
            'expected a whole number from 0 to 100000, found "True"',
        ),
        (
            "[registration]\nqueue = 'yes'",
            2,
            "registration.queue",
            'expected true or false, without quotes, found "yes"',
        ),
        (
            "[registration]\nkeep_days = 0",
            2,
            "registration.keep_days",
            'expected a whole number from 1 to 3650, found "0"',
        ),
        ("[registration]\nkeep_days = ''", 2, "registration.keep_days", "expected something; this cannot be empty"),
        (
            "[registration]\nopens = 'soon'",
            2,
            "registration.opens",
            'expected a day and a time, for example "2017-03-01 12:00", found "soon"',
        ),
        (
            "[registration]\nopens = '2017-02-30 12:00'",
            2,
            "registration.opens",
            'expected a day and a time, for example "2017-03-01 12:00", found "2017-02-30 12:00"',
        ),
        (
            "contact_email = 'ona@'",
            1,
            "visit.contact_email",
            'expected an e-mail address as name@example.org, found "ona@"',
        ),
        (
            "contact_phone = '8 612 34567'",
            1,
            "visit.contact_phone",
            'expected a telephone number with its country code, for example "+370 612 34567", found "8 612 34567"',
        ),
        ("[[registration]]\nqueue = true", 1, "registration", "expected a table [registration]"),
        ("[session]\ncode = 'a'", 1, "session", "expected tables [[session]]"),
        ("[[venue]]\ncode = 'a'\nroom = 3", 3, "room", "expected tables [[venue.room]]"),
        (
            "[[session]]\ncode = 'Öp'",
            2,
            "session 1.code",
            'expected a code of 1 to 40 small letters a-z, digits and hyphens, found "Öp"',
        ),
        (
            "[[organisation]]\ncode = 'other'",
            2,
            "organisation 1.code",
            'expected another code; the form calls those so whose organisation is not listed, found "other"',
        ),
        (SESSION + SESSION, 3, "session", f'"opening" stands here twice; the first is at line {LAST + 1}'),
        (
            SESSION + "kind = 'party'",
            3,
            "session.opening.kind",
            'expected one of "meeting", "presentation", "discussion", "site_visit", "travel", "meal", "social", "free",'
            ' found "party"',
        ),
        (
            SESSION + "uid = 'u'\n[[session]]\nuid = 'u'",
            5,
            "session.?2.uid",
            "expected a UID of its own; session.opening has the same",
        ),
        (
            SESSION + "from = '09:00'",
            3,
            "session.opening",
            "expected day, from and to together; day is missing",
        ),
        (
            SESSION + "day = ''\nfrom = '09:00'",
            4,
            "session.opening.from",
            'expected no time beside day = ""',
        ),
        (
            SESSION + "day = 2017-04-03\nfrom = '9 h'\nto = '10:00'",
            4,
            "session.opening.from",
            'expected a time in quotes, for example "09:00", found "9 h"',
        ),
        (
            SESSION + "day = 2017-04-03\nfrom = '09:00'\nto = '24:00'",
            5,
            "session.opening.to",
            'expected a time in quotes, for example "09:00", found "24:00"',
        ),
        (
            SESSION + "day = 2017-04-03\nfrom = '22:00'\nto = '01:00'",
            5,
            "session.opening.to",
            "expected a time after from; if it ends on another day, say which: to_day = …",
        ),
        (
            SESSION + "day = 2017-03-26\nfrom = '02:30'\nto = '05:00'",
            4,
            "session.opening.from",
            'expected a time that exists: clocks in Europe/Oslo never show 02:30 on 2017-03-26, found "02:30"',
        ),
        (
            SESSION + "day = 2017-10-29\nfrom = '02:30'\nto = '05:00'",
            4,
            "session.opening.from",
            'expected "02:30 +02:00" or "02:30 +01:00": clocks in Europe/Oslo show 02:30 twice on 2017-10-29,'
            ' found "02:30"',
        ),
        (
            SESSION + "day = 2017-04-03\nfrom = '09:00 +01:00'\nto = '10:00'",
            4,
            "session.opening.from",
            'expected "09:00 +02:00": that is what clocks in Europe/Oslo show on 2017-04-03, found "09:00 +01:00"',
        ),
        (
            SESSION + "[[session.slot]]\nminutes = 5",
            3,
            "session.opening.slot 1",
            "expected the key speaker, with a speaker's code",
        ),
        (
            SESSION + "[[session.slot]]\nspeaker = 'kari'\nminutes = 2000",
            5,
            "session.opening.slot.kari.minutes",
            'expected a whole number from 1 to 1440, found "2000"',
        ),
        (
            "[[venue]]\ncode = 'a'\nlatitude = nan",
            3,
            "venue.a.latitude",
            'expected degrees from -90 to 90, found "nan"',
        ),
        (
            "[[venue]]\ncode = 'a'\nlatitude = '59 N'",
            3,
            "venue.a.latitude",
            'expected decimal degrees, for example 59.9139, found "59 N"',
        ),
        (
            f"[[venue]]\ncode = 'a'\nlatitude = 0x{'f' * 5000}",
            3,
            "venue.a.latitude",
            'expected degrees from -90 to 90, found "a very long number"',
        ),
        ("[[venue]]\ncode = 'a'\nlatitude = 91", 3, "venue.a.latitude", 'expected degrees from -90 to 90, found "91"'),
        (
            "[[organisation]]\ncode = 'a'\nname_language = 'lit'",
            3,
            "organisation.a.name_language",
            'expected a language of two letters, for example "lt", found "lit"',
        ),
        (
            "[[organisation]]\ncode = 'a'\nname = ' '",
            3,
            "organisation.a.name",
            "expected something; this cannot be empty",
        ),
        (
            '"\\u001b[2J" = 1',
            1,
            "visit.\\u001b[2J",
            "there is no such key; expected one of slug, dumped_from, removed_sessions, name, short_name, city, "
            "country, summary, purpose, practical, project_name, project_number, website, contact_name, contact_email, "
            "contact_phone, first_day, last_day, timezone, way_margin, languages, calendar_uid, visible",
        ),
    ],
)
def test_a_refusal_names_line_key_and_what_was_expected(text: str, line: int, where: str, words: str) -> None:
    assert problem(text) == Problem(line, where, words)


@pytest.mark.parametrize(
    ("content", "beginning", "ending"),
    [
        (b"", "visit.toml:1: visit: expected a table [visit]; ", "every file needs its slug and timezone"),
        (b"\n[visit]\ntimezone = 'UTC'", "visit.toml:2: visit.slug: ", "expected the key slug; every file needs it"),
        (b"\n[visit]\nslug = 'a'", "visit.toml:2: visit.timezone: ", "expected the key timezone; every file needs it"),
        (
            b"[visit]\nslug = 'a'\ntimezone = 'Oslo'",
            "visit.toml:3: visit.timezone: ",
            'expected the name of a time zone, for example "Europe/Oslo", found "Oslo"',
        ),
        (b"[visit]\n\nname = '\xff'", "visit.toml:3: ", "expected UTF-8; save the file anew with the encoding UTF-8"),
        (b"#" * (MAX_BYTES + 1), "visit.toml:1: ", "expected at most 2 MB"),
        (b"a = " + b"[" * 5000, "visit.toml:1: ", "expected fewer brackets inside each other"),
        (b"\nfrom = 09:00\n", "visit.toml:2: this is not TOML: ", '; a time stands in quotes, for example "09:00"'),
        ("a = „Oslo“".encode(), "visit.toml:1: this", '; a text stands in straight quotes, for example "Oslo"'),
        (b"a = Oslo", "visit.toml:1: this is not TOML: ", '; a text stands in quotes, for example "Oslo"'),
        (b"\n\nname = 'a\x00'", "visit.toml:3: this is not TOML: ", "'\\x00'"),
        (b"[visit]\nslug = 'a'\nslug = 'b'", "visit.toml:3: this is not TOML: ", "Cannot overwrite a value"),
        (b"a = " + b"9" * 5000, "visit.toml:1: this is not TOML: ", ""),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_with_its_line(
    content: bytes, beginning: str, ending: str
) -> None:
    words = refusal(content)
    assert (words[: len(beginning)], words[len(words) - len(ending) :]) == (beginning, ending)


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(VisitFileRefused) as caught:
        read_visit_file("a.toml", b"[visit]\nslug = 'A'\nx = 1\n[[speaker]]\nname = 1\n")
    assert [line.split(": ")[0] + " " + line.split(": ")[1] for line in caught.value.lines()] == [
        "a.toml:1 visit.timezone",
        "a.toml:2 visit.slug",
        "a.toml:3 visit.x",
        "a.toml:5 speaker 1.name",
    ]


def test_an_empty_string_means_nothing() -> None:
    read_ = read(
        "website = ''\nname.nb = ''\n[registration]\nplaces = ''\ncloses = ''\n" + SESSION + "day = ''\nvenue = ''"
    )
    assert read_.problems == ()
    assert read_.plan[REGISTRATION] == {"places": None, "closes": None}
    assert read_.plan[Key("session", "opening")] == {"starts": None, "ends": None, "venue": "", "room": ""}


def test_times_are_those_of_the_visits_zone() -> None:
    said = read(SESSION + "day = 2017-04-03\nfrom = '9:00'\nto = 10:30:00").plan[Key("session", "opening")]
    assert said == {"starts": datetime(2017, 4, 3, 7, tzinfo=UTC), "ends": datetime(2017, 4, 3, 8, 30, tzinfo=UTC)}


def test_a_session_may_pass_midnight_and_the_night_of_the_clock_change() -> None:
    text = SESSION + "day = 2017-10-28\nfrom = '23:00'\nto = '02:30 +01:00'\nto_day = 2017-10-29"
    said = read(text).plan[Key("session", "opening")]
    assert said == {"starts": datetime(2017, 10, 28, 21, tzinfo=UTC), "ends": datetime(2017, 10, 29, 1, 30, tzinfo=UTC)}


@pytest.mark.parametrize("value", ["'2017-03-01 12:00'", "2017-03-01 12:00:00", "2017-03-01T12:00:00+01:00"])
def test_a_moment_can_be_written_in_three_ways(value: str) -> None:
    opens = read(f"[registration]\nopens = {value}").plan[REGISTRATION]["opens"]
    assert opens == datetime(2017, 3, 1, 11, tzinfo=UTC)


def test_a_file_from_windows_reads_the_same() -> None:
    unix = HEAD + 'first_day = 2017-04-03\npurpose.lt = """\nPirma.\n\nAntra."""\n'
    windows = b"\xef\xbb\xbf" + unix.replace("\n", "\r\n").encode()
    assert read_visit_file("a", windows).plan == read_visit_file("a", unix.encode()).plan
    assert read_visit_file("a", windows).plan[VISIT]["first_day"] == date(2017, 4, 3)


def test_the_roles_are_those_of_the_models() -> None:
    assert set(ROLE_NAMES) == set(Role)
