"""A number, with a comma or a point (pure)."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from eventapp.core.text import Message, clean_line
from eventapp.questions.kinds.kind import Kind
from eventapp.visits import typed as as_typed
from eventapp.visits.values import Unfit

_KEPT: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_THOUSANDS: Final = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?:\D|$))")
NOT_A_NUMBER: Final = Message("Please write a number in digits, for example 3 or 2.5.")
NOT_A_COUNT: Final = Message("Please write a whole number, 1 or more, for example 3.")


class Number(Kind):
    """Kept with a point, without needless zeros: "3", "2.5", "-4"."""

    name = "number"
    label = Message("Number")
    inputmode = "decimal"

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of 3, 2,5, 2.50, 1 200, −4. Raises Unfit."""
        line = clean_line(typed)
        if not line:
            return ""
        number = as_typed.decimal(_THOUSANDS.sub("", line)).removeprefix("+")
        if not _KEPT.fullmatch(number):
            raise Unfit("expected a number", NOT_A_NUMBER)
        whole, _, rest = number.removeprefix("-").partition(".")
        rest = rest.rstrip("0")
        kept = (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")
        return f"-{kept}" if number.startswith("-") and kept != "0" else kept

    def say(self, kept: str, language: str, among: Mapping[str, str]) -> str:
        """With the language's sign before decimals."""
        return kept if language == "en" else kept.replace(".", ",")

    def shown(self, kept: str, language: str) -> str:
        """The same."""
        return self.say(kept, language, {})

    def number(self, kept: str) -> Decimal | None:
        """As it is."""
        return Decimal(kept)

    def plain(self, kept: str) -> Any:
        """A number."""
        return float(kept) if "." in kept else int(kept)


class Count(Number):
    """Of nights, bags, guests: whole, and at least 1."""

    name = "count"
    label = Message("Whole number from 1")
    inputmode = "numeric"

    def read(self, typed: str, among: Sequence[str] = ()) -> str:
        """Of 3, 1 200. Raises Unfit."""
        try:
            kept = super().read(typed, among)
        except Unfit:
            raise Unfit("expected a whole number from 1", NOT_A_COUNT) from None
        if kept and (not kept.isdecimal() or kept == "0"):
            raise Unfit("expected a whole number from 1", NOT_A_COUNT)
        return kept
