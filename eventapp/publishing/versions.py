"""What each release changed, as a page and as a feed (RFC 4287) are made from it (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from eventapp.core.templates import render
from eventapp.core.text import LANGUAGES, Message, say
from eventapp.programme.differences import find_differences
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing.changes import Line, Reader, in_groups
from eventapp.visits.facts import VisitFacts

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
# What no XML document may hold, escaped or not (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Version:
    """A release and what it changed, in groups of lines; None of the first one."""

    programme: PublicProgramme
    groups: list[tuple[Message, list[Line]]] | None


def versions_of(programmes: Sequence[PublicProgramme], language: str) -> list[Version]:
    """``programmes``: all releases as they may be shown now, the latest first."""
    reader = Reader(language, programmes[0].languages, programmes[0].timezone)
    return [
        Version(programme, in_groups(find_differences(before, programme), reader) if before else None)
        for programme, before in zip_longest(programmes, programmes[1:])
    ]


def changes_feed(visit: VisitFacts, language: str, base_url: str, programmes: Sequence[PublicProgramme]) -> str:
    """An Atom feed with an entry for each release, the latest first; ``programmes`` as for ``versions_of``.

    Its ids are made of the visit's own UID, which stays whatever the visit or its address is called; each language has
    its own, for what stands in it differs.
    """
    current = programmes[0]
    promoters = [organisation.name for organisation in current.organisations if organisation.role == "executor"]
    text = render(
        language,
        "publishing/changes.xml",
        visit=visit,
        base_url=base_url,
        programme=current,
        versions=versions_of(programmes, language),
        author=(promoters or [say(visit.name, language, visit.languages)])[0],
        others=[other for other in LANGUAGES if other != language],
        id_of=lambda part: uuid5(NAMESPACE_URL, f"{visit.calendar_uid}/changes/{language}/{part}").urn,
        written=_written,
    )
    return _NOT_XML.sub("", text)


def _written(instant: datetime | None) -> str:
    """As RFC 3339 has it, in UTC."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
