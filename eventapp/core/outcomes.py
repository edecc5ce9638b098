"""What became of several things that were chosen in a list and changed in one step (pure)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from eventapp.core.text import Message, translate

Reason = TypeVar("Reason", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Reason]):
    """Codes of things: those that were changed, and the others by their reason."""

    done: tuple[str, ...]
    left_out: Mapping[Reason, tuple[str, ...]]

    @classmethod
    def of(cls, tried: Iterable[tuple[str, Reason | None]]) -> "Outcome[Reason]":
        """(code, why it was left out; None: it was changed) of each."""
        done, left_out = list[str](), defaultdict[Reason, list[str]](list)
        for code, why in tried:
            (done if why is None else left_out[why]).append(code)
        return cls(tuple(done), {reason: tuple(codes) for reason, codes in left_out.items()})

    @property
    def counts(self) -> dict[str, int]:
        """For the address to which it leads: how many were changed, and left out for each reason."""
        return {"changed": len(self.done)} | {str(reason): len(codes) for reason, codes in self.left_out.items()}


def in_words(
    language: str, said: Mapping[str, str], reasons: Mapping[Reason, Message], changed: Callable[[int], str]
) -> str:
    """What an address says of it: "24 sessions changed, 1 left out: cancelled."; "" where it says nothing of it.

    ``changed``: how many are done, in words.
    """
    asked = {"changed": said.get("changed", "")} | {str(reason): said.get(reason, "") for reason in reasons}
    numbers = {name: int(value) for name, value in asked.items() if _is_number(value)}
    if "changed" not in numbers:
        return ""
    words = [changed(numbers["changed"])]
    for reason, why in reasons.items():
        if reason in numbers:
            told = translate(language, why)
            words.append(translate(language, "%(number)s left out: %(why)s", number=numbers[reason], why=told))
    return ", ".join(words) + "."


def added_in_words(language: str, said: Mapping[str, str]) -> str:
    """What an address says of many that were added: "Added: 25. Changed: 3."; "" where it says nothing of it."""
    added, altered = (int(said[name]) if _is_number(said.get(name, "")) else 0 for name in ("added", "altered"))
    told = [
        translate(language, "Added: %(number)s.", number=added) if added else "",
        translate(language, "Changed: %(number)s.", number=altered) if altered else "",
    ]
    return " ".join(filter(None, told))


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) < 6
