"""A file (pure): a PDF or a picture. What is kept of it here is the key of its row (questions.models.StoredFile)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from eventapp.core.text import Message, translate
from eventapp.questions.kinds.kind import Control, Kind, NoSuchChoice
from eventapp.questions.kinds.yes_no import YES, YesNo

_KEY: Final = re.compile(r"[0-9a-f]{32}")
THERE: Final = Message("A file is attached.")


class Attached(Kind):
    name = "file"
    label = Message("File (PDF or picture)")
    control = Control.FILE
    hint = Message("A PDF, or a picture as JPEG, PNG or WebP; up to 6 MB.")

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """A key. Raises NoSuchChoice."""
        if typed and not _KEY.fullmatch(typed):
            raise NoSuchChoice
        return typed

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """That there is one: its name is nobody's business."""
        return translate(language, THERE)

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """Yes."""
        return YesNo().say(YES, language, among)

    def plain(self, kept: str) -> Any:
        """True."""
        return True
