"""Moves as organisers are told of them: where a session lay and lies, and why it stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core.text import Message, translate, translate_plural
from eventapp.planning.chosen import REASONS, LeftOut
from eventapp.planning.clashes import span_in_words
from eventapp.planning.consequences import Consequences, clash_in_words
from eventapp.planning.moves import Move, Moves
from eventapp.planning.plan import Fields, Key, Plan, title_of
from eventapp.programme.conflicts import Span
from eventapp.visits.facts import VisitFacts
from eventapp.visits.history import last_changes, last_removal
from eventapp.visits.telling import by_and_when, organiser_in_words

FEW = 3
"""So many sessions are each told in a sentence; of more only how many."""
MOVED: Final = Message("Moved: %(what)s.")
CAME, WENT = Message("New clash: %(what)s."), Message("Solved: %(what)s.")
COPIED: Final = Message("Copied: %(what)s.")
HEADINGS: Final[Mapping[str, Message]] = {"move": Message("Move"), "swap": Message("Swap"), "copy": Message("Copy")}
STAYS = Message("%(title)s stays as it is: %(why)s.")


@dataclass(frozen=True, slots=True)
class MoveWords:
    """``plan``: the sessions concerned, as they were, and all places. ``done``: MOVED or COPIED."""

    language: str
    visit: VisitFacts
    plan: Plan
    done: Message = MOVED

    def title(self, code: str) -> str:
        """A session's; its code, where it is gone."""
        return self.plan.title_of(Key("session", code), self.language, self.visit.languages) or code

    def lines(self, moves: Sequence[Move]) -> list[tuple[str, str, str]]:
        """(title, where it lay, where it lies) of each; of time and place what changes."""
        return [(self._called(move), *self._change(move)) for move in moves]

    def lies(self, fields: Fields) -> str:
        """When, and where."""
        return ", ".join((self._time(fields), self._place(fields)))

    def why(self, code: str, reason: LeftOut) -> str:
        """With who has done it and when, where somebody did."""
        words = translate(self.language, REASONS[reason])
        thing = Key("session", code).path
        entry = None
        if reason is LeftOut.MOVED:
            changes = last_changes(self.visit.id, thing)
            moves = [changes[name] for name in ("starts", "ends", "venue", "room") if name in changes]
            entry = max(moves, key=lambda each: each.id, default=None)
        elif reason is LeftOut.GONE:
            entry = last_removal(self.visit.id, thing)
        if entry is None:
            return words
        by = by_and_when(self.language, organiser_in_words(self.language, entry.actor), entry, self.visit)
        return f"{words} ({by})"

    def stays(self, code: str, reason: LeftOut) -> str:
        """A sentence."""
        return translate(self.language, STAYS, title=self.title(code), why=self.why(code, reason))

    def sentence(self, found: Moves, told: Consequences) -> str:
        """All that there is to say of what was done."""
        say = [self._moved(found.moves)] if found.moves else []
        say += [self.stays(code, reason) for code, reason in found.left_out.items()]
        return with_clashes(self.language, " ".join(say), told)

    def _moved(self, moves: Sequence[Move]) -> str:
        if len(moves) > FEW:
            return translate_plural(self.language, "%(num)s session moved.", "%(num)s sessions moved.", len(moves))
        what = "; ".join(f"{title}: {old} → {new}" for title, old, new in self.lines(moves))
        return translate(self.language, self.done, what=what)

    def _called(self, move: Move) -> str:
        return title_of(move.after, self.language, self.visit.languages) or move.code

    def _change(self, move: Move) -> tuple[str, str]:
        tellings = [self._time, self._place]
        changed = [tell for tell in tellings if tell(move.before) != tell(move.after)] or tellings
        old, new = (", ".join(tell(fields) for tell in changed) for fields in (move.before, move.after))
        return old, new

    def _time(self, fields: Fields) -> str:
        if not fields["starts"]:
            return translate(self.language, Message("without a time"))
        return span_in_words(self.language, Span(fields["starts"], fields["ends"]), ZoneInfo(self.visit.timezone))

    def _place(self, fields: Fields) -> str:
        if not fields["venue"]:
            return translate(self.language, Message("without a place"))
        venue = Key("venue", fields["venue"])
        keys = [venue, venue.within("room", fields["room"])] if fields["room"] else [venue]
        return ", ".join(self.plan.title_of(key, self.language, self.visit.languages) or key.code for key in keys)


def with_clashes(language: str, sentence: str, told: Consequences) -> str:
    """The sentence, and which clashes came and went."""
    say = [sentence]
    for words, clashes in ((CAME, told.came), (WENT, told.went)):
        say += [translate(language, words, what=clash_in_words(clash)) for clash in clashes]
    return " ".join(filter(None, say))
