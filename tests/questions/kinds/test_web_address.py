"""Answers that are written: text, telephones, addresses; and a heading, to which nothing is."""

import pytest

from eventapp.core.errors import NotAnAddress
from eventapp.questions.kinds.heading import Heading
from eventapp.questions.kinds.kind import Kind
from eventapp.questions.kinds.long_text import LongText
from eventapp.questions.kinds.mailbox import Mailbox
from eventapp.questions.kinds.short_text import ShortText
from eventapp.questions.kinds.telephone import Telephone
from eventapp.questions.kinds.web_address import WebAddress
from eventapp.visits.values import Unfit


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (ShortText(), "  SK\u00a04711 \n", "SK 4711"),
        (ShortText(), "\u200f", ""),
        (LongText(), "one\r\n\r\n\r\n\r\ntwo ", "one\n\ntwo"),
        (Telephone(), " +370 612 34567", "+370 612 34567"),
        (Telephone(), "0047 22 33 44 55", "+47 22 33 44 55"),
        (Telephone(), "", ""),
        (Mailbox(), "Ona@Klaipėda.lt ", "Ona@xn--klaipda-x8a.lt"),
        (Mailbox(), "", ""),
        (WebAddress(), "www.oslo.kommune.no/barnehage", "https://www.oslo.kommune.no/barnehage"),
        (WebAddress(), "http://example.org", "http://example.org"),
        (WebAddress(), "", ""),
        (Heading(), "anything", ""),
    ],
)
def test_it_is_kept_in_one_form(kind: Kind, typed: str, kept: str) -> None:
    assert kind.read(typed) == kept
    assert kind.read(kind.shown(kept, "lt")) == kept
    assert kind.plain(kept) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        (ShortText(), "a" * 201, "Please write at most 200 characters; these are 201."),
        (LongText(), "a" * 2001, "Please write at most 2000 characters; these are 2001."),
        (Telephone(), "612", "Please write the number with its country code, as in +370 612 34567."),
        (WebAddress(), "nowhere", "A web address begins with http:// or https://."),
        (WebAddress(), "javascript:alert(1)", "A web address begins with http:// or https://."),
    ],
)
def test_what_is_none_is_refused_in_words(kind: Kind, typed: str, told: str) -> None:
    with pytest.raises(Unfit) as refused:
        kind.read(typed)
    assert refused.value.text("en") == told


def test_an_address_is_said_as_people_write_it() -> None:
    with pytest.raises(NotAnAddress):
        Mailbox().read("ona at klaipeda")
    assert Mailbox().say("ona@xn--klaipda-x8a.lt", "lt", {}) == "ona@klaipėda.lt"
    assert Telephone().cell("+370 (612) 34567", "lt", {}) == "+37061234567"
    assert Mailbox().cell("ona@xn--klaipda-x8a.lt", "lt", {}) == "ona@klaipėda.lt"
