"""What the board's script has to know of a day, as JSON: short keys, since a day may have 400 sessions.

``sessions`` by code: t title, s and e (minutes since 1970; none: no time), k kind, p place as the form of a move sends
it, w who speaks, n how many it is for, a it is everybody's, o it is cancelled, f it is locked, u it lies across.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from eventapp.board.picture import Entry
from eventapp.board.reading import Board, Columns
from eventapp.core import addresses, dates
from eventapp.core.text import Message, translate
from eventapp.planning.plan import Key
from eventapp.programme.snapshot import SessionStatus, SlotStatus

WORDS: Final[Mapping[str, Message]] = {
    "taken": Message("taken"),
    "everybody": Message("everybody"),
    "way": Message("the way takes {minutes} min"),
    "way_of": Message("{who}: the way takes {needs} min, there are {has}"),
    "twice": Message("{who} speaks in “{other}” then"),
    "room": Message("“{other}” is there then"),
    "over": Message("everybody is to be in “{other}”"),
    "over_own": Message("“{other}” takes place while everybody is to be here"),
    "small": Message("{has} seats, {needs} are needed"),
    "free": Message("free"),
    "no_clash": Message("No clash with what is on this page."),
    "clashes": Message("Clashes: {what}."),
    "held": Message("“{title}” is picked up. Arrows move it, Space drops it, Escape puts it back."),
    "held_many": Message("{number} sessions are picked up. Arrows move them, Space drops them, Escape puts them back."),
    "back": Message("“{title}” is where it was."),
    "step": Message("“{title}”: {old} → {new}. {clashes}"),
    "locked": Message("“{title}” is locked and stays."),
    "cancelled": Message("“{title}” is cancelled and stays."),
    "none_free": Message("No later time or place on this day is without a clash."),
    "sending": Message("Being moved …"),
    "marked": Message("{number} marked; they move together."),
    "no_place": Message("No place yet"),
    "untimed": Message("without a time"),
    "refused": Message("“{title}” stays where it was. {why}"),
    "lost": Message("There was no answer. Please load the page anew."),
    "gone": Message("This session is not there any more."),
    "offline": Message("There is no connection. {number} of at most {most} moves wait on this page."),
    "full": Message("{most} moves wait already. Nothing more can be moved until there is a connection."),
    "waits": Message("waits: {new}"),
    "mine": Message("Move it all the same: {new}"),
    "onto": Message("“{title}” onto another session"),
    "push": Message("Push those after it: {what}."),
    "stops": Message("It stops at “{title}”, which stays."),
    "swap": Message("Swap with “{other}”"),
    "both": Message("Leave both at this time; “{other}” stays where it is"),
    "put_back": Message("Put it back"),
    "push_those": Message("Push those after it"),
    "stopped": Message("“{title}” was refused: {why} What waits behind it was not sent."),
    "drop": Message("Discard this move"),
    "send_rest": Message("Send the rest"),
    "earlier": Message("Earlier by {minutes} min"),
    "later": Message("Later by {minutes} min"),
    "days": Message("Day"),
    "places": Message("Place"),
    "gaps": Message("Into a gap"),
    "choose": Message("“{title}”: choose a gap. Another day is a tap on its tab."),
    "spot": Message("{start}, free in {place} until {end}"),
    "spot_open": Message("{start}, free in {place}"),
    "spot_none": Message("{start}, free until {end}"),
    "spot_none_open": Message("{start}, free"),
    "more_places": Message("{number} more places"),
    "other_ways": Message("Other ways to move it"),
    "form": Message("All choices"),
    "close": Message("Close"),
    "moves": Message("Move: {title}"),
    "keys": Message("Keys"),
    "undo": Message("Undo"),
    "no_step": Message("There is nothing to take back or do again."),
}
KEYS: Final = (
    ("← ↑ → ↓", Message("from card to card; of what is picked up: five minutes, or a column")),
    (Message("Enter"), Message("the form with all choices")),
    (Message("Space"), Message("picks up, and drops")),
    (Message("Esc"), Message("puts back")),
    (Message("Shift + ↑ ↓"), Message("half an hour")),
    (Message("Page Up, Page Down"), Message("a day")),
    ("Alt + ↑ ↓", Message("shorter or longer by five minutes")),
    ("n", Message("the next place without a clash")),
    ("x, X", Message("marks the card, or all of the day: what is marked moves together")),
    ("e", Message("opens the session")),
    ("Ctrl + Z, Ctrl + Y", Message("undo, redo")),
    ("?", Message("this list")),
)


def payload(board: Board, day: date, columns: Columns, seen: int, csrf: str, account: int) -> str:
    """Safe inside a ``<script>``.

    ``seen``: the latest entry of the history; ``csrf``: the token of a form; ``account``: the one that is signed in.
    """
    entries = [*board.on(day), *board.untimed]
    visit, language = board.visit, board.language
    said = {
        "home": addresses.desk(visit.slug).removesuffix("/"),
        "day": day.isoformat(),
        "days": [[tab.day.isoformat(), dates.day_heading(language, tab.day)] for tab in board.tabs],
        "zone": visit.timezone,
        "clock": ":" if language == "en" else ".",
        "by": columns,
        "seen": seen,
        "csrf": csrf,
        "account": account,
        "margin": board.scheduled.schedule.margin,
        "sessions": {each.code: _session(each) for each in entries},
        "people": {part.code: part.name for each in entries for part in each.parts},
        **_places(board),
        "words": {name: translate(language, words) for name, words in WORDS.items()},
        "keys": [[translate(language, key), translate(language, words)] for key, words in KEYS],
    }
    packed = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return packed.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def minute(instant: datetime) -> int:
    """Minutes since 1970, as scripts count."""
    return int(instant.timestamp() // 60)


def _session(entry: Entry) -> dict[str, Any]:
    """Without what is nothing."""
    said = {
        "t": entry.title,
        "s": minute(entry.span.starts) if entry.span else None,
        "e": minute(entry.span.ends) if entry.span else None,
        "k": entry.kind,
        "p": entry.place,
        "w": [part.code for part in entry.parts if part.status is not SlotStatus.DECLINED],
        "n": entry.seats,
        "a": entry.everybody,
        "o": entry.status is SessionStatus.CANCELLED,
        "f": entry.fixed,
        "u": entry.is_common,
    }
    return {name: value for name, value in said.items() if value}


def _places(board: Board) -> dict[str, Any]:
    """``venues`` by code in the order of ``ways``: the minutes to each one before; ``places``: all there are."""
    venues = [key.code for key, _ in board.plan.of_kind("venue")]
    ways = board.scheduled.schedule.ways
    rooms = {key: fields["capacity"] for key, fields in board.plan.of_kind("room")}
    places: list[list[Any]] = []
    for code in venues:
        name = board.name("venue", code)
        places.append([code, name])
        inside = [key for key in rooms if key.inside == Key("venue", code)]
        places += [[f"{code}/{key.code}", f"{name}, {board.name('room', f'{code}/{key.code}')}"] for key in inside]
    return {
        "venues": venues,
        "ways": [[ways.minutes(venue, other) for other in venues[:index]] for index, venue in enumerate(venues)],
        "places": places,
        "capacities": {f"{key.top.code}/{key.code}": seats for key, seats in rooms.items() if seats is not None},
    }
