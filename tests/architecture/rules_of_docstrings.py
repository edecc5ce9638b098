"""Rules about what docstrings say."""

import ast
import builtins
import re
from collections.abc import Iterator, Mapping

from tests.architecture.house import House, Source
from tests.architecture.names import Definition, Names
from tests.architecture.raising import Raising
from tests.architecture.registry import rule

SENTENCE = re.compile(r"(?<=[.])\s")
LIST = re.compile(r"\bRaises ((?:an? )?[A-Z]\w+(?:(?:,| and| or|, and|, or)\s[A-Z]\w+)*)")


@rule
def docstrings_name_what_is_raised(house: House) -> Iterator[tuple[Source, int, str]]:
    """A caller catches what the docstring names: what it leaves out goes on to the reader as a failure of ours.

    Exceptions of our own that a public function raises, by itself or by private ones of its file, are named there, or
    where its class or its file says so for all; one may stand for those made from it. What is named is raised, there
    or by what is called. Pages, commands and jobs have no caller who reads them.
    """
    names = Names(house)
    raising = Raising(names)
    errors = {name: {error for error in names.errors if error.endswith(f".{name}")} for name in _last(names.errors)}
    for name, found in names.functions.items():
        told = _told(found.docstring, errors)
        for error in sorted(raising.itself[name]) if found.is_public and not _is_answered(found) else ():
            if not {*names.ancestors(error)} & (told | _told_around(found, names, errors)):
                yield found.source, found.node.lineno, f"{found.node.name} does not say that it raises {error}"
        raised = {each for error in raising.at_all[name] for each in names.ancestors(error)}
        for error in sorted(_last(told) - _last(raised)):
            yield found.source, found.node.lineno, f"{found.node.name} says that it raises {error}"
        for word in _unknown(found.docstring, errors):
            if names.meant(found.source, ast.Name(word)) == word:
                yield found.source, found.node.lineno, f"{found.node.name} says that it raises {word}, which is nothing"


def _last(names: set[str]) -> set[str]:
    return {name.rpartition(".")[2] for name in names}


def _told(docstring: str, errors: Mapping[str, set[str]]) -> set[str]:
    """Exceptions of our own after "raises", in the same sentence."""
    sentences = (re.split(r"\b[Rr]aises\b", sentence, maxsplit=1)[1:] for sentence in SENTENCE.split(docstring))
    words = {word for after in sentences for part in after for word in re.findall(r"\w+", part)}
    return {error for word in words for error in errors.get(word, ())}


def _told_around(found: Definition, names: Names, errors: Mapping[str, set[str]]) -> set[str]:
    file = ast.get_docstring(found.source.tree) or ""
    owner = (ast.get_docstring(names.classes[found.owner]) or "") if found.owner else ""
    return _told(file, errors) | _told(owner, errors)


def _unknown(docstring: str, errors: Mapping[str, set[str]]) -> set[str]:
    listed = {word for each in LIST.findall(docstring) for word in re.findall(r"\b[A-Z]\w+", each)}
    return {word for word in listed if word not in errors and not hasattr(builtins, word)}


def _is_answered(found: Definition) -> bool:
    door = found.source.is_door or found.source.module.startswith("eventapp.commands.")
    return door and bool(found.node.decorator_list)
