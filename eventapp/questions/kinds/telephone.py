"""A telephone number (pure)."""

import re
from collections.abc import Mapping, Sequence

from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind
from eventapp.visits import values


class Telephone(Kind):
    """Kept as it was written, with its country code."""

    name = "phone"
    label = Message("Telephone")
    type = inputmode = "tel"
    hint = Message("With the country code, as in +370 612 34567.")

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Raises Unfit."""
        line = clean_line(typed)
        return str(values.telephone(f"+{line[2:]}" if line.startswith("00") else line))

    def cell(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """Without blanks, as other telephones of the table are."""
        return f"+{re.sub('[^0-9]', '', kept)}"
