"""The lists as tables for a spreadsheet: (heads, rows), in the language of those who read them."""

from collections.abc import Callable, Mapping
from typing import Final

from eventapp.core.text import Message, translate
from eventapp.exports.spreadsheet import Cell
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES
from eventapp.registration.rules import Diet
from eventapp.rosters import meals, rooming, travel
from eventapp.rosters.queries import Comers

Table = tuple[list[str], list[list[Cell]]]
MATCH_NAMES: Final[Mapping[rooming.Match, Message]] = {
    rooming.Match.NOBODY: Message("with nobody named"),
    rooming.Match.BOTH: Message("both wish it"),
    rooming.Match.ONE_SIDED: Message("the other has not named them"),
    rooming.Match.UNKNOWN: Message("nobody of that name comes, or several do"),
}
WAY_NAMES: Final[Mapping[travel.Way, Message]] = {
    travel.Way.ARRIVAL: Message("arrives"),
    travel.Way.DEPARTURE: Message("leaves"),
}


def rooms(comers: Comers) -> Table:
    """One row a guest; days as 2017-04-03."""
    heads = ("Name", "Organisation", "Room", "First night", "Nights", "Shares with", "Wish")
    titles = comers.choices(rooming.ROOM)
    rows: list[list[Cell]] = [
        [
            *(guest.name, guest.organisation, titles.get(guest.room, guest.room)),
            guest.stay.first.isoformat() if guest.stay.first and not guest.stay.guessed else "",
            guest.stay.nights,
            guest.mate or guest.shares,
            translate(comers.language, MATCH_NAMES[guest.match]),
        ]
        for guest in comers.guests()
    ]
    return _heads(comers, heads), rows


def journeys(comers: Comers) -> Table:
    """One row a journey, the earliest first; moments as 2017-04-03 14:35, by the clocks there."""
    heads = ("Way", "When", "Name", "Organisation", "Flight", "By", "To be fetched")
    titles = comers.choices(travel.BY)
    yes = translate(comers.language, Message("yes"))
    rows: list[list[Cell]] = [
        [
            *(translate(comers.language, WAY_NAMES[way]), f"{each.at:%Y-%m-%d %H:%M}", each.name, each.organisation),
            *(each.flight, titles.get(each.by, each.by), yes if each.fetched else ""),
        ]
        for way in travel.Way
        for hour in travel.by_hour(comers.travellers(way))
        for each in hour.travellers
    ]
    return _heads(comers, heads), rows


def eating(comers: Comers) -> Table:
    """One row a meal and diet, without names; what was written about diets below."""
    numbers = meals.count(comers.eaters, list(comers.meals))
    every = translate(comers.language, Message("All meals"))
    rows: list[list[Cell]] = [
        [comers.meals.get(meal, every), translate(comers.language, DIET_NAMES[diet]), of_meal[str(diet)]]
        for meal, of_meal in numbers.items()
        for diet in Diet
        if str(diet) in of_meal
    ]
    noted: list[list[Cell]] = [["", note, number] for note, number in meals.notes(comers.eaters).items()]
    return _heads(comers, ("Meal", "Diet", "People")), rows + noted


def needing(comers: Comers) -> Table:
    """One row each of those who told of a diet or a need."""
    heads = [translate(comers.language, FIELD_NAMES[name]) for name in ("diet", "diet_note", "needs")]
    rows: list[list[Cell]] = [
        [each.name, each.organisation, translate(comers.language, DIET_NAMES[each.diet]), each.note, each.needs]
        for each in comers.needing()
    ]
    return [*_heads(comers, ("Name", "Organisation")), *heads], rows


# The heads of all of them, listed here so that the words are collected for translation.
_WORDS: Final = (
    *(Message("Name"), Message("Organisation"), Message("Room"), Message("First night"), Message("Nights")),
    *(Message("Shares with"), Message("Wish"), Message("Way"), Message("When"), Message("Flight"), Message("By")),
    *(Message("To be fetched"), Message("Meal"), Message("Diet"), Message("People")),
)


def _heads(comers: Comers, words: tuple[str, ...]) -> list[str]:
    known = {str(each): each for each in _WORDS}
    return [translate(comers.language, known[each]) for each in words]


TABLES: Final[Mapping[str, Callable[[Comers], Table]]] = {
    "rooming": rooms,
    "journeys": journeys,
    "meals": eating,
    "needs": needing,
}
