"""Visits of any size, written as the files that ``eventapp visit load`` reads."""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_DAY = date(2017, 4, 3)
DAYS = 4
A_SPEAKER_PER_SESSIONS = 4
VENUES = 5
ORGANISATIONS = ("birzai", "prienai", "druskininkai", "utena")
KINDS = ("meeting", "presentation", "discussion", "presentation", "meal", "site_visit")
TITLE = {
    "lt": "{number}. Socialinės klasterystės kompetencijų modelis savivaldybėse",
    "en": "{number}. The competence model for social clustering in municipalities",
    "nb": "{number}. Kompetansemodellen for sosial klyngebygging i kommunene",
}
ABSTRACT = {
    "lt": "Susitikimas su asociacijos generaliniu sekretoriumi: socialinės klasterystės svarba, kuriamos ir diegiamos "
    "inovatyvios priemonės, mokymo metodai ir galimi kvalifikacijos kėlimo būdai.",
    "en": "A meeting with the General Secretary of the association: why social clustering matters, the innovative "
    "measures being developed and introduced, training methods and possible ways of raising qualifications.",
    "nb": "Møte med generalsekretæren i foreningen: hva sosial klyngebygging betyr, nyskapende tiltak som utvikles og "
    "tas i bruk, opplæringsmetoder og mulige veier til kompetanseheving.",
}


def visit_file(slug: str, sessions: int) -> str:
    """A visit with so many sessions over four days, each with a speaker, a room and texts in three languages."""
    return "\n".join([*facts(slug), *organisations(), *_venues(), *_speakers(sessions), *_sessions(sessions)])


def texts(name: str, words: dict[str, str], **values: object) -> Iterator[str]:
    """A field in each language."""
    for language, text in words.items():
        yield f'{name}.{language} = "{text.format(**values)}"'


def same(name: str, words: str) -> Iterator[str]:
    """The same in each."""
    return texts(name, dict.fromkeys(("lt", "en", "nb"), words))


def facts(slug: str, *, days: int = DAYS) -> Iterator[str]:
    """What the visit says of itself."""
    yield f'[visit]\nslug = "{slug}"\nproject_number = "NO-1"\nwebsite = "http://www.example.org"'
    yield f'first_day = {FIRST_DAY}\nlast_day = {FIRST_DAY + timedelta(days=days - 1)}\ntimezone = "Europe/Oslo"'
    yield 'languages = ["lt", "en", "nb"]'
    for name, words in (
        ("name", "Oslo"),
        ("city", "Oslo"),
        ("country", "Norge"),
        ("project_name", "Social clustering"),
    ):
        yield from same(name, words)
    yield from texts("summary", ABSTRACT)
    yield from texts("purpose", ABSTRACT)
    yield "visible = true\n[registration]\nopen = true\nafter_the_end = true"


def organisations() -> Iterator[str]:
    """Four."""
    for code in ORGANISATIONS:
        yield f'[[organisation]]\ncode = "{code}"\nname = "{code.title()}"\nname_language = "lt"\nrole = "partner"'


def _venues() -> Iterator[str]:
    for number in range(VENUES):
        yield f'[[venue]]\ncode = "house-{number}"'
        yield f'street = "Storgata {number + 1}"\npostal_code = "0155"\ncity = "Oslo"'
        yield from same("name", f"House {number}")
        yield '[[venue.room]]\ncode = "hall"\ncapacity = 40'
        yield from same("name", "Great hall")


def _speakers(sessions: int) -> Iterator[str]:
    for number in range(-(-sessions // A_SPEAKER_PER_SESSIONS)):
        yield f'[[speaker]]\ncode = "speaker-{number}"\nname = "Kari Nordmann {number}"'
        yield from same("role", "General Secretary")
        yield from same("affiliation", "Frivillighet Norge")
        yield from texts("biography", ABSTRACT)


def _sessions(sessions: int) -> Iterator[str]:
    """Day after day from 8:00 on, a quarter of an hour apart; beyond a day's end several begin together."""
    a_day = -(-sessions // DAYS)
    for number in range(sessions):
        day, place = FIRST_DAY + timedelta(days=number // a_day), number % a_day
        hour, quarter = divmod(place % 48, 4)
        start = f"{8 + hour:02}:{quarter * 15:02}"
        end = f"{8 + hour:02}:{quarter * 15 + 10:02}"
        yield f'[[session]]\ncode = "session-{number}"\nkind = "{KINDS[number % len(KINDS)]}"\nstatus = "confirmed"'
        yield f'day = {day}\nfrom = "{start}"\nto = "{end}"\nvenue = "house-{number % VENUES}"\nroom = "hall"'
        yield from texts("title", TITLE, number=number + 1)
        yield from texts("abstract", ABSTRACT)
        yield f'[[session.slot]]\nspeaker = "speaker-{number // A_SPEAKER_PER_SESSIONS}"\nminutes = 10'
        yield from texts("topic", TITLE, number=number + 1)
