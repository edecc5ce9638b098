"""The public pages of a visit, as text (values in, HTML out): equal for every reader, without form, cookie or clock."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from eventapp.core import addresses
from eventapp.core.templates import render
from eventapp.core.text import LANGUAGES, LocalizedText, borrowed_languages
from eventapp.exports.maps import NARROW, WIDE, Map, make_map, osm_link
from eventapp.notifications.rules import KEEP
from eventapp.programme.clocks import clocks_meanwhile, clocks_of_day
from eventapp.programme.errors import SessionNotFound, SpeakerNotFound, VenueNotFound
from eventapp.programme.hours import lines as opening_hours
from eventapp.programme.itinerary import find_legs
from eventapp.programme.labels import QUIET_KINDS
from eventapp.programme.overall import tell_overall
from eventapp.programme.selection import Selection, part_of
from eventapp.programme.snapshot import KIND_NAMES, STATUS_NAMES, PublicProgramme, PublicSession, SessionStatus
from eventapp.programme.timetable import Day, Timetable, find_sitting, make_timetable, sessions_in_venue
from eventapp.publishing.chosen import fields_of
from eventapp.publishing.formats import FORMATS
from eventapp.publishing.versions import versions_of
from eventapp.questions.rules import Questionnaire
from eventapp.registration.consent import Terms, proof_in_words
from eventapp.registration.rules import ATTEMPT
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation, Role
from eventapp.visits.rules import Phase
from eventapp.visits.spoken import all_in_words
from eventapp.visits.words import queue_end_in_words
from eventapp.visits.zones import utc_offset, zone_name

Addresses = dict[str, str]
WHOLE: Final = Selection()
FOLDED: Final = 24
"""Of more sessions, or speakers, the visit's page shows that they are there; whoever wants them opens them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages of a visit are made from: its live facts, and what the clock alone decides.

    ``base_url`` as in the settings.
    """

    visit: VisitFacts
    language: str
    base_url: str
    phase: Phase


def visit_page(frame: Frame, organisations: Sequence[Organisation], programme: PublicProgramme | None) -> str:
    """What, when, why, who; without a release it says that there is no programme yet."""
    days = make_timetable(programme).days if programme else ()
    shown = [(day, [session for session in day.sessions if _is_worth_a_line(session)]) for day in days]
    return _render(
        frame,
        "publishing/visit.html",
        lambda language: addresses.visit(language, frame.visit.slug),
        current="about",
        released=programme is not None,
        programme=programme,
        organisations=organisations,
        texts=[*_facts(frame.visit), *_teaser_texts(programme)] if programme else _facts(frame.visit),
        chart=_map(frame, programme, days) if programme else None,
        teaser=[(day, sessions) for day, sessions in shown if sessions],
        folded=sum(len(sessions) for _, sessions in shown) > FOLDED,
        folded_speakers=len(programme.speakers) > FOLDED if programme else False,
        overall=tell_overall(programme.sessions if programme else ()),
    )


def privacy_page(frame: Frame, organisations: Sequence[Organisation], asked: Questionnaire, *, released: bool) -> str:
    """What is kept of people, by whom, why, how long, who gets it: of the visit's own terms."""
    executors = [item for item in organisations if item.role == Role.EXECUTOR]
    return _render(
        frame,
        "publishing/privacy.html",
        lambda language: addresses.privacy(language, frame.visit.slug),
        texts=[],
        released=released,
        programme=None,
        controllers=executors,
        proof=proof_in_words(frame.language, Terms.of(frame.visit, ())),
        questions=[asked.title(question, frame.language) for question in asked.by_code.values()],
        open_to_readers=asked.open_to_readers(frame.language),
        letter_days=KEEP.days,
        attempt_days=ATTEMPT.days,
    )


def programme_page(frame: Frame, programme: PublicProgramme, selection: Selection = WHOLE) -> str:
    """Every session once, or of those the ones selected: by days of the visit's zone, those without a time at the
    end."""
    timetable, overall = make_timetable(programme), tell_overall(programme.sessions)
    shown = part_of(timetable, selection, programme.timezone) if selection.pairs else timetable
    return _render(
        frame,
        "publishing/programme.html",
        lambda language: addresses.programme(language, programme.slug, chosen=selection.pairs),
        current="programme",
        texts=[text for session in programme.sessions for text in _entry_texts(programme, session)],
        programme=programme,
        timetable=shown,
        number=sum(len(day.sessions) for day in shown.days) + len(shown.unscheduled),
        selection=selection,
        part=bool(selection.pairs),
        fields=fields_of(programme, selection, frame.language),
        overall=overall,
        usual=overall.usual,
        places_follow=overall.places_follow,
        offered=[each for each in FORMATS if each.offer],
        zones=list(dict.fromkeys(_zone(frame.language, start, programme.timezone) for start in timetable.starts)),
        today=_today(frame),
    )


def _today(frame: Frame) -> date | None:
    """Which day of the visit it is; None before and after it."""
    phase = frame.phase
    return frame.visit.starts_on + timedelta(days=phase.day - 1) if phase.day and not phase.over else None


def changes_page(frame: Frame, programmes: Sequence[PublicProgramme]) -> str:
    """What each release changed; ``programmes``: all of them as they may be shown now, the latest first."""
    current = programmes[0]
    return _render(
        frame,
        "publishing/changes.html",
        lambda language: addresses.changes(language, current.slug),
        current="programme",
        texts=[programme.note or {} for programme in programmes],
        programme=current,
        versions=versions_of(programmes, frame.language),
    )


def session_page(frame: Frame, programme: PublicProgramme, code: str) -> str:
    """One session; a removed one stays, marked cancelled. Raises SessionNotFound."""
    session = programme.session(code)
    if session is None:
        raise SessionNotFound
    sitting = find_sitting(session, programme.timezone)
    return _render(
        frame,
        "publishing/session.html",
        lambda language: addresses.session(language, programme.slug, code),
        texts=[
            session.abstract,
            session.transfer,
            *(slot.topic for slot in session.slots),
            *_entry_texts(programme, session),
        ],
        programme=programme,
        session=session,
        sitting=sitting,
        zones=[_zone(frame.language, sitting.starts, programme.timezone)] if sitting else [],
    )


def speaker_page(frame: Frame, programme: PublicProgramme, code: str) -> str:
    """One speaker, with their sessions. Raises SpeakerNotFound."""
    speaker = programme.speaker(code)
    if speaker is None:
        raise SpeakerNotFound
    sessions = list(programme.sessions_of(code))
    return _render(
        frame,
        "publishing/speaker.html",
        lambda language: addresses.speaker(language, programme.slug, code),
        texts=[speaker.role, speaker.affiliation, speaker.biography, *_texts_of(programme, sessions)],
        programme=programme,
        speaker=speaker,
        timetable=_timetable_of(programme, sessions),
    )


def venue_page(frame: Frame, programme: PublicProgramme, code: str) -> str:
    """One building, with what happens there. Raises VenueNotFound."""
    venue = programme.venue(code)
    if venue is None:
        raise VenueNotFound
    sessions = sessions_in_venue(programme, code)
    return _render(
        frame,
        "publishing/venue.html",
        lambda language: addresses.venue(language, programme.slug, code),
        texts=[venue.directions, *(room.name for room in venue.rooms), *_texts_of(programme, sessions), venue.name],
        programme=programme,
        venue=venue,
        chart=_map(frame, programme, make_timetable(programme).days, here=code),
        osm=osm_link(venue),
        opening=opening_hours(frame.language, venue.hours),
        host=next((item for item in programme.organisations if item.code == venue.host), None),
        timetable=_timetable_of(programme, sessions),
    )


def _map(frame: Frame, programme: PublicProgramme, days: Iterable[Day], *, here: str = "") -> Map | None:
    """Of all places, with the ways that the programme has; of a wide screen and of a narrow one."""
    legs = find_legs(programme, [day.sessions for day in days])
    return make_map(programme, frame.language, legs, drawings=(WIDE, NARROW), here=here)


def sitemap(slugs: Sequence[str], programmes: Sequence[PublicProgramme], base_url: str) -> str:
    """Every page that search engines may list, in each language: visits, and of programmes what is released."""
    pages = [_everywhere(addresses.visits)]
    pages += [{language: addresses.visit(language, slug) for language in LANGUAGES} for slug in slugs]
    for programme in programmes:
        pages += _programme_addresses(programme)
    return render("en", "publishing/sitemap.xml", pages=pages, base_url=base_url)


def _programme_addresses(programme: PublicProgramme) -> Iterator[Addresses]:
    slug = programme.slug
    yield _everywhere(lambda language: addresses.programme(language, slug))
    for session in programme.sessions:
        yield {language: addresses.session(language, slug, session.code) for language in LANGUAGES}
    for speaker in programme.speakers:
        yield {language: addresses.speaker(language, slug, speaker.code) for language in LANGUAGES}
    for venue in programme.venues:
        yield {language: addresses.venue(language, slug, venue.code) for language in LANGUAGES}


def _everywhere(path: Callable[[str], str]) -> Addresses:
    return {language: path(language) for language in LANGUAGES}


def _render(
    frame: Frame,
    template: str,
    path: Callable[[str], str],
    *,
    texts: Iterable[LocalizedText],
    current: str = "",
    **values: object,
) -> str:
    """``texts``: what the page shows of the visit's and the programme's own words, to say which are borrowed."""
    visit = frame.visit
    return render(
        frame.language,
        template,
        visit=visit,
        base_url=frame.base_url,
        phase=frame.phase,
        queue_end=queue_end_in_words(frame.language, visit),
        alternates=_everywhere(path),
        current=current,
        borrowed=borrowed_languages([visit.name, *texts], frame.language, visit.languages),
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        find_sitting=find_sitting,
        clocks_of_day=partial(clocks_of_day, frame.language),
        clocks_meanwhile=partial(clocks_meanwhile, frame.language),
        quiet_kinds=QUIET_KINDS,
        all_in_words=partial(all_in_words, frame.language),
        **values,
    )


def _facts(visit: VisitFacts) -> list[LocalizedText]:
    return [visit.city, visit.country, visit.summary, visit.purpose, visit.practical, visit.project_name]


def _teaser_texts(programme: PublicProgramme) -> Iterator[LocalizedText]:
    for speaker in programme.speakers:
        yield from (speaker.role, speaker.affiliation)
    for session in programme.sessions:
        if _is_worth_a_line(session):
            yield session.title


def _entry_texts(programme: PublicProgramme, session: PublicSession) -> Iterator[LocalizedText]:
    yield from (session.title, session.meeting_point)
    for place in (programme.venue(session.venue), programme.room(session)):
        if place:
            yield place.name
    for slot in session.slots:
        speaker = programme.speaker(slot.speaker)
        if speaker:
            yield speaker.affiliation


def _texts_of(programme: PublicProgramme, sessions: Iterable[PublicSession]) -> Iterator[LocalizedText]:
    """What a speaker's or a place's page shows of sessions."""
    for session in sessions:
        yield from _entry_texts(programme, session)
        yield from (slot.topic for slot in session.slots)


def _timetable_of(programme: PublicProgramme, sessions: Sequence[PublicSession]) -> Timetable:
    return make_timetable(replace(programme, sessions=tuple(sessions)))


def _is_worth_a_line(session: PublicSession) -> bool:
    return session.kind not in QUIET_KINDS and session.status is not SessionStatus.CANCELLED


def _zone(language: str, start: datetime, timezone: str) -> tuple[str, str]:
    return zone_name(language, start, timezone), utc_offset(start, timezone)
