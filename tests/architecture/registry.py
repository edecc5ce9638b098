"""What a rule is, and who may break one. A rule's docstring says why it is there, an exception its reason."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.architecture.house import Breach, House, Source

Rule = Callable[[House], Iterable[tuple[Source | Path, int, str]]]
RULES: dict[str, Rule] = {}
EXCEPTIONS: dict[str, Mapping[str, str]] = {}
"""{rule: {a package, a file or a function: why it may}}"""


def rule(check: Rule) -> Rule:
    RULES[check.__name__] = check
    return check


def but_for(exceptions: Mapping[str, str]) -> Callable[[Rule], Rule]:
    """Where that rule may be broken, and why: {"eventapp.room.file" or "eventapp.room.file.function": reason}."""

    def noted(check: Rule) -> Rule:
        EXCEPTIONS[check.__name__] = exceptions
        return check

    return noted


def breaches(root: Path) -> list[Breach]:
    """All that breaks a rule in that tree, but for the exceptions."""
    found = _found(House(root))
    return [
        breach for breach, place in found if not any(_is_in(place, each) for each in EXCEPTIONS.get(breach.rule, ()))
    ]


def idle_exceptions(root: Path) -> list[tuple[str, str]]:
    """(rule, place) where nothing breaks that rule any more."""
    found = _found(House(root))
    return [
        (name, each)
        for name, exceptions in EXCEPTIONS.items()
        for each in exceptions
        if not any(breach.rule == name and _is_in(place, each) for breach, place in found)
    ]


def _is_in(place: str, exception: str) -> bool:
    return f"{place}.".startswith(f"{exception}.")


def _found(house: House) -> list[tuple[Breach, str]]:
    """With the dotted name of the place."""
    found = []
    for name, check in RULES.items():
        for where, line, words in check(house):
            if isinstance(where, Source):
                found.append((Breach(name, where.file, line, words), where.place(line)))
            else:
                found.append((Breach(name, str(where.relative_to(house.root)), line, words), ""))
    return found
