"""What a move does to the clashes of the draft: those that come, and those that go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from eventapp.planning.clashes import Clash, Teller
from eventapp.planning.moves import Move
from eventapp.planning.remedy_words import Offers
from eventapp.programme.conflicts import Conflict, Span
from eventapp.programme.scheduled import Lying, Scheduled, read_schedule
from eventapp.visits.facts import VisitFacts


@dataclass(frozen=True, slots=True)
class Consequences:
    """In words of one language."""

    came: tuple[Clash, ...]
    went: tuple[Clash, ...]


def schedule_after(visit: VisitFacts, moves: Sequence[Move]) -> Scheduled:
    """The draft as if these had been made."""
    return read_schedule(visit, {move.code: _lying(move) for move in moves})


def schedule_with_copies(visit: VisitFacts, moves: Sequence[Move]) -> Scheduled:
    """The draft as if there were such copies, too; each is called by its original's code and an asterisk."""
    now, moved = read_schedule(visit), schedule_after(visit, moves)
    new = {move.code: f"{move.code}*" for move in moves}
    titles = {("session", code): moved.names.get(("session", old), {}) for old, code in new.items()}
    copies = (replace(each, code=new[each.code]) for each in moved.schedule.sessions if each.code in new)
    return replace(
        now,
        schedule=replace(now.schedule, sessions=(*now.schedule.sessions, *copies)),
        places={**now.places, **{code: moved.places[old] for old, code in new.items() if old in moved.places}},
        names={**now.names, **titles},
    )


def consequences(
    before: Scheduled, after: Scheduled, language: str, order: Sequence[str], *, moved: Sequence[Move] = ()
) -> Consequences:
    """What is found in one only. A clash that goes on between the same, at another time, neither comes nor goes.

    ``order`` of the visit's languages. ``moved``: what is moved in ``after``; where it is one session, what comes says
    how that could be moved otherwise.
    """
    were, are = ({_identity(each): each for each in scheduled.conflicts()} for scheduled in (before, after))
    came = [conflict for identity, conflict in are.items() if identity not in were]
    went = [conflict for identity, conflict in were.items() if identity not in are]
    only = frozenset(move.code for move in moved)
    offers = Offers(language, order, after, lies=before, only=only) if len(only) == 1 else None
    tellers = (Teller(language, order, after, offers), Teller(language, order, before))
    told = [tuple(map(teller.clash, found)) for teller, found in zip(tellers, (came, went), strict=True)]
    return Consequences(*told)


def meanwhile(scheduled: Scheduled, codes: Collection[str]) -> tuple[str, ...]:
    """The codes of what goes on at the same time as one of these, where nothing says who attends which: neither is for
    everybody, which would be a clash, and neither is such that nobody has to be there."""
    asked = [each for each in scheduled.schedule.sessions if not (each.cancelled or each.everybody or each.optional)]
    chosen = [each for each in asked if each.code in codes]
    return tuple(
        other.code
        for other in asked
        if any(each.code != other.code and each.span.overlaps(other.span) for each in chosen)
    )


def clash_in_words(clash: Clash) -> str:
    """All of it in a line."""
    titles = " · ".join(title for _, title in clash.sessions)
    return f"{clash.sentence} {titles}, {clash.when}"


def _identity(conflict: Conflict) -> tuple[object, ...]:
    return conflict.kind, frozenset(conflict.sessions), conflict.who


def _lying(move: Move) -> Lying:
    fields = move.after
    span = Span(fields["starts"], fields["ends"]) if fields["starts"] else None
    return Lying(span, fields["venue"] or None, fields["room"] or None)
