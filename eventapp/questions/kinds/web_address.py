"""A web address (pure)."""

import re
from collections.abc import Sequence
from typing import Final

from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind
from eventapp.visits import values

_WITHOUT_SCHEME: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?")


class WebAddress(Kind):
    """Kept with its scheme."""

    name = "web"
    label = Message("Web address")
    type = inputmode = "url"

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of www.example.org, too. Raises Unfit."""
        line = clean_line(typed)
        return str(values.web_address(f"https://{line}" if _WITHOUT_SCHEME.fullmatch(line) else line))
