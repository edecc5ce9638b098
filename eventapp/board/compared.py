"""A variant beside the draft: the day in both, what is different, and the clashes that come and go."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from eventapp.board.models import Variant
from eventapp.board.picture import Entry
from eventapp.board.reading import Board, read_board
from eventapp.board.trying import REASONS, Adoption, adoption, in_variant, read
from eventapp.core.text import translate
from eventapp.planning.clashes import Clash
from eventapp.planning.consequences import Consequences, consequences, schedule_after
from eventapp.planning.move_words import MoveWords
from eventapp.programme.conflicts import Severity
from eventapp.visits.facts import VisitFacts


@dataclass(frozen=True)
class Compared:
    """``draft`` as it is; ``tried``: the draft with its sessions where the variant has them."""

    variant: Variant
    draft: Board
    tried: Board
    adoption: Adoption

    @property
    def sides(self) -> list[tuple[Board, list[Entry], Mapping[str, list[tuple[Severity, Clash]]]]]:
        """Of both: (the board, what goes on on the day, what clashes)."""
        return [(board, board.on(self.variant.held_on), board.clashes()) for board in (self.draft, self.tried)]

    @cached_property
    def moved(self) -> frozenset[str]:
        """Codes of sessions that lie elsewhere in the variant."""
        return frozenset(move.code for move in self.adoption.moves)

    @cached_property
    def told(self) -> Consequences:
        """Clashes that come and go with it."""
        return consequences(self.draft.scheduled, self.tried.scheduled, self.draft.language, self.draft.visit.languages)

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """(code, title, where it lies now, where it would lie) of each session that would move."""
        words = MoveWords(self.draft.language, self.draft.visit, self.draft.plan)
        told = words.lines(self.adoption.moves)
        return [(move.code, *line) for move, line in zip(self.adoption.moves, told, strict=True)]

    @property
    def stays(self) -> list[tuple[str, str]]:
        """(title, why) of each session that cannot lie where the variant has it."""
        words = MoveWords(self.draft.language, self.draft.visit, self.draft.plan)
        hindered = self.adoption.hindered.items()
        return [(words.title(code), translate(self.draft.language, REASONS[why])) for code, why in hindered]


def compare(visit: VisitFacts, language: str, variant: Variant) -> Compared:
    """In a number of statements that does not depend on the size of the visit."""
    draft, steps = read_board(visit, language), [read(step) for step in variant.steps]
    found = adoption(draft.plan, steps)
    tried = Board(visit, language, in_variant(draft.plan, steps), schedule_after(visit, found.moves))
    return Compared(variant, draft, tried, found)
