"""What the history keeps of releases and their files, and how it tells it.

The one to copy for another room's: its kinds (value, page of the desk), its actions (value, words), what records them,
and a teller that names things and fields. One more event of this room is a line among the actions, and its call.
"""

from collections.abc import Iterable
from typing import Any, Final

from eventapp.core.acts import Act
from eventapp.core.text import LANGUAGE_NAMES, Message
from eventapp.programme.models import Release
from eventapp.publishing.formats import FORMATS
from eventapp.publishing.models import Output
from eventapp.visits import history
from eventapp.visits.telling import Action, Kind, Name, Teller, teller

_FILES: Final = LANGUAGE_NAMES | {each.name: each.short for each in FORMATS}
ERASED_NAMES: Final = {
    "speaker": Message("A speaker"),
    "venue": Message("A contact on the day"),
    "hosts": Message("By their term: contacts on the day, addresses of speakers, and when they were available"),
}
"""{kind of the thing: who was erased}"""


class ReleaseKind(Kind):
    RELEASE = "release", "release"
    FILE = "file", "release"
    ERASED = "erased person", "release"


class ReleaseAction(Action):
    RELEASED = "released", Message("released")
    MADE_ANEW = "made anew", Message("made anew")
    FAILED = "failed", Message("failed")
    TAKEN_BACK = "taken back", Message("taken back as the draft")
    TRIED_AGAIN = "tried again", Message("tried again")
    ERASED = "erased", Message("erased")


def record_release(release: Release, action: ReleaseAction, *, act: Act, as_in: int | None = None) -> None:
    """Write down what was done with a release. ``as_in``: the version of which it is the same again."""
    changes = [history.change("as_in", "", as_in)] if as_in else []
    history.record(release.visit_id, act, action, ReleaseKind.RELEASE, f"release.{release.number}", changes=changes)


def record_file(
    release: Release, output: Output, action: ReleaseAction, *, act: Act, changes: Iterable[dict[str, Any]] = ()
) -> None:
    """Write down what became of one of its files."""
    thing = f"release.{release.number}.{output.kind}.{output.language}"
    history.record(release.visit_id, act, action, ReleaseKind.FILE, thing, changes=changes)


def record_erased(visit_id: int, kind: str, *, act: Act) -> None:
    """Write down that somebody was erased, and nothing of who they were. ``kind``: one of ERASED_NAMES."""
    history.record(visit_id, act, ReleaseAction.ERASED, ReleaseKind.ERASED, f"erased.{kind}")


@teller
class ReleaseTeller(Teller):
    kinds, actions = ReleaseKind, ReleaseAction

    def name(self, thing: str) -> Name | None:
        """Version 2, PDF, Lietuvių."""
        first, *rest = thing.split(".")
        if first == "erased" and rest and rest[0] in ERASED_NAMES:
            return Name(self.say(ERASED_NAMES[rest[0]]))
        if first != "release" or not rest:
            return None
        number, *file = rest
        version = self.say(Message("Version %(number)s"), number=number)
        return Name(", ".join((version, *(_FILES.get(part, part) for part in file))), link=self.at("release"))

    def label(self, thing: str, field: str) -> str:
        """Why a file failed; which version is released again."""
        return {"reason": Message("Reason"), "as_in": Message("As in version")}.get(field, field)
