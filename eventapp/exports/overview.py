"""The overview of a booklet (pure): in which type, and in how many columns, all days stand on one sheet.

What a line takes is reckoned from its letters, wide rather than narrow, not measured: where that is wrong, the list
goes on over the next page, and nothing is lost.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from eventapp.core.text import LocalizedText, say
from eventapp.programme.overall import tell_overall
from eventapp.programme.snapshot import PublicProgramme, PublicSession
from eventapp.programme.timetable import Timetable

POINT: Final = 0.3528
"""Millimetres."""

EM: Final = 0.5
"""Of the type's size: what a letter of our typeface takes, in titles of all three languages."""

LEADING: Final = 1.25
"""Of the type's size: from line to line."""

HEIGHT: Final = 226
"""Of the lists, in millimetres: what the page leaves under its heading and the list of parts."""

REMARK: Final = 5
"""Millimetres of a line above the lists."""

MARK: Final = " provisional "
"""As wide as the word beside a title may be."""


@dataclass(frozen=True, slots=True)
class Type:
    """``size`` in points; ``title``: how wide the titles' column is, in millimetres; ``padding``: of a line, in all.
    ``most``: lines of a title; None: as many as it has.
    """

    style: str
    size: float
    columns: int
    title: float
    padding: float
    most: int | None = None

    @property
    def letters(self) -> int:
        """How many stand in a line of a title."""
        return int(self.title / (self.size * POINT * EM))

    def height(self, lines: int) -> float:
        """Of so many lines of a title, in millimetres."""
        return lines * self.size * POINT * LEADING + self.padding


# The largest that fits is taken; 7 points are the floor, and there titles are cut before the list takes a second sheet.
TYPES: Final = (
    Type("large", 10, 1, 128, 2.0),
    Type("middle", 9, 1, 130, 1.2),
    Type("small", 8.5, 2, 56, 0.9),
    Type("tight", 8, 2, 56, 0.8),
    Type("smaller", 7.5, 2, 60, 0.7),
    Type("least", 7, 2, 62, 0.5),
    Type("least", 7, 2, 62, 0.5, most=2),
    Type("least", 7, 2, 62, 0.5, most=1),
)
OVERFLOWING: Final = TYPES[4]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the overview is set. ``letters``: of a title, where titles are ``cut``."""

    style: str
    letters: int
    cut: bool

    def title(self, session: PublicSession) -> LocalizedText:
        """As it stands there."""
        return {language: self._cut(words) for language, words in session.title.items()} if self.cut else session.title

    def cuts(self, sessions: Iterable[PublicSession]) -> bool:
        """Whether any of their titles does not stand there whole."""
        return any(self.title(session) != session.title for session in sessions)

    def _cut(self, words: str) -> str:
        return textwrap.shorten(words, self.letters, placeholder=" …") if " " in words else words


def lay_out(programme: PublicProgramme, timetable: Timetable, language: str) -> Sheet:
    """The largest type in which all of it stands on one sheet; without one, several sheets."""
    note = say(programme.note or {}, language, programme.languages)
    for each in TYPES:
        remarks = (1 + len(note) // 90 if note else 0) + bool(each.most)
        if _height(each, programme, timetable, language) <= (HEIGHT - REMARK * remarks) * each.columns:
            return Sheet(each.style, each.letters * (each.most or 1), cut=bool(each.most))
    return Sheet(OVERFLOWING.style, OVERFLOWING.letters, cut=False)


def _height(each: Type, programme: PublicProgramme, timetable: Timetable, language: str) -> float:
    groups = len(timetable.days) + bool(timetable.unscheduled)
    usual, height = tell_overall(programme.sessions).usual, 0.0
    for session, ends_later in _sessions(timetable):
        title = say(session.title, language, programme.languages) + MARK * (session.status != usual)
        title += MARK * session.optional
        lines = len(textwrap.wrap(title, each.letters))
        height += each.height(max(min(lines, each.most or lines), 1 + ends_later))
    # a heading takes two lines; at the foot of a column something may not fit
    return height + groups * each.height(2) + (each.columns - 1) * 2 * each.height(2)


def _sessions(timetable: Timetable) -> Iterator[tuple[PublicSession, bool]]:
    """Each, with whether its time takes two lines."""
    for day in timetable.days:
        for row in day.rows:
            yield from ((sitting.session, sitting.ends_another_day) for sitting in row.sittings)
    yield from ((session, False) for session in timetable.unscheduled)
