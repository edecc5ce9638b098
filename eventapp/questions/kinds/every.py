"""All kinds of questions (pure), in the order in which organisers choose one: one more kind is a line here."""

from collections.abc import Mapping
from typing import Final

from eventapp.questions.kinds.attached import Attached
from eventapp.questions.kinds.country import Country
from eventapp.questions.kinds.day import Day
from eventapp.questions.kinds.heading import Heading
from eventapp.questions.kinds.kind import Kind
from eventapp.questions.kinds.long_text import LongText
from eventapp.questions.kinds.mailbox import Mailbox
from eventapp.questions.kinds.moment import Moment
from eventapp.questions.kinds.number import Count, Number
from eventapp.questions.kinds.one_of import OneOf
from eventapp.questions.kinds.short_text import ShortText
from eventapp.questions.kinds.some_of import SomeOf
from eventapp.questions.kinds.telephone import Telephone
from eventapp.questions.kinds.web_address import WebAddress
from eventapp.questions.kinds.yes_no import YesNo

_ALL: Final[tuple[type[Kind], ...]] = (
    *(ShortText, LongText, YesNo, OneOf, SomeOf, Count, Number, Day, Moment),
    *(Country, Telephone, Mailbox, WebAddress, Attached, Heading),
)
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind() for kind in _ALL}
