"""Ways and gaps of the board in words."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from babel.numbers import format_decimal

from eventapp.board.stretches import Journey
from eventapp.core import dates
from eventapp.core.dates import NBSP
from eventapp.core.text import translate
from eventapp.programme.conflicts import EVERYBODY


def length_of_way(language: str, journey: Journey) -> str:
    """ "28 min, 4.1 km"; "needs 28 min, has 5" where that is too little."""
    if journey.is_late:
        return translate(language, "needs %(needs)s min, has %(has)s", needs=journey.needs, has=journey.has)
    minutes = dates.length(language, journey.leaves, journey.leaves + timedelta(minutes=journey.needs))
    if journey.kilometres is None:
        return minutes
    return f"{minutes}, {format_decimal(journey.kilometres, format='0.0', locale=language)}{NBSP}km"


def who_goes(language: str, who: Iterable[str], name: Callable[[str], str]) -> str:
    """Names of speakers; everybody is one of them."""
    return ", ".join(translate(language, "Everybody") if code == EVERYBODY else name(code) for code in who)
