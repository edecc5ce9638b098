"""What is true of most of a programme (pure): said once, above it, so that only exceptions are marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from eventapp.programme.labels import QUIET_KINDS
from eventapp.programme.snapshot import PublicSession, SessionStatus


class Share(StrEnum):
    """Of how many something is true. MOST: of more than half."""

    NONE = "none"
    SOME = "some"
    MOST = "most"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Overall:
    """``provisional``: of those that take place and have a time; ``without_place``: of those that need a place."""

    provisional: Share
    without_place: Share

    @property
    def usual(self) -> SessionStatus:
        """The status that needs no mark."""
        often = self.provisional in (Share.MOST, Share.ALL)
        return SessionStatus.PROVISIONAL if often else SessionStatus.CONFIRMED

    @property
    def places_follow(self) -> bool:
        """Whether no session has to say that its place is to be announced."""
        return self.without_place in (Share.MOST, Share.ALL)


def tell_overall(sessions: Iterable[PublicSession]) -> Overall:
    """Of a whole programme, or of a part of it. A single session speaks for itself."""
    live = [session for session in sessions if session.status is not SessionStatus.CANCELLED]
    return Overall(
        _share([session.status is SessionStatus.PROVISIONAL for session in live if session.starts_at]),
        _share([session.venue is None for session in live if session.kind not in QUIET_KINDS]),
    )


def _share(found: list[bool]) -> Share:
    if not any(found):
        return Share.NONE
    if len(found) > 1 and all(found):
        return Share.ALL
    return Share.MOST if len(found) > 1 and 2 * sum(found) > len(found) else Share.SOME
