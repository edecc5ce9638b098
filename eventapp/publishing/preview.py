"""What the next release would be, before anybody releases it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from eventapp.core.text import LocalizedText
from eventapp.programme import snapshot
from eventapp.programme.differences import Difference, find_differences
from eventapp.programme.draft import draft_programme
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import PublicProgramme
from eventapp.programme.succession import next_programme
from eventapp.visits.facts import VisitFacts

NO_NOTE: LocalizedText = {}


@dataclass(frozen=True, slots=True)
class Preview:
    """``released``: what is public now, None before the first release; ``number`` would be the next one's.

    ``differences``: what readers would find different. ``digest`` stands for all of the draft and for what it is
    compared with: equal digests, equal previews.
    """

    number: int
    released: PublicProgramme | None
    differences: tuple[Difference, ...]
    digest: str


def preview_release(visit: VisitFacts, *, now: datetime) -> Preview:
    """The next release as it would be made now; in the same few statements for any size."""
    draft, before = draft_programme(visit), find_programme(visit.id)
    number = before.number + 1 if before else 1
    after = next_programme(draft, before, number=number, note=NO_NOTE, now=now)
    content = json.dumps([number, snapshot.dump(draft)], sort_keys=True)
    return Preview(number, before, find_differences(before, after), hashlib.sha256(content.encode()).hexdigest())
