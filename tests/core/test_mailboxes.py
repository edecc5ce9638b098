"""Addresses of people: one form to store, compare and send them; what cannot be sent; what looks like another."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventapp.core.errors import DomainNotPossible, LooksLatinBeforeTheAt, MailboxNotReachable, NotAnAddress, Refusal
from eventapp.core.mailboxes import counted, key, look_alikes, parse, shown

# typed: (as it is stored, by which it is compared, as it is shown)
ADDRESSES = {
    "ada@example.org": ("ada@example.org", "ada@example.org", "ada@example.org"),
    "  Ada.Lovelace+Oslo@Example.ORG\t": (
        "Ada.Lovelace+Oslo@example.org",
        "ada.lovelace+oslo@example.org",
        "Ada.Lovelace+Oslo@example.org",
    ),
    "ada@Pašto.lt": ("ada@xn--pato-h6a.lt", "ada@xn--pato-h6a.lt", "ada@pašto.lt"),
    "ada@pas\u030cto.lt": ("ada@xn--pato-h6a.lt", "ada@xn--pato-h6a.lt", "ada@pašto.lt"),
    "ada@XN--pato-h6a.lt": ("ada@xn--pato-h6a.lt", "ada@xn--pato-h6a.lt", "ada@pašto.lt"),
    "ada@straße.de": ("ada@xn--strae-oqa.de", "ada@xn--strae-oqa.de", "ada@straße.de"),
    "ada@strasse.de": ("ada@strasse.de", "ada@strasse.de", "ada@strasse.de"),
    "ada@ｅｘａｍｐｌｅ。org": ("ada@example.org", "ada@example.org", "ada@example.org"),
    "ada@почта.рф": ("ada@xn--80a1acny.xn--p1ai", "ada@xn--80a1acny.xn--p1ai", "ada@почта.рф"),
}


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_has_one_form(typed: str) -> None:
    stored, compared, seen = ADDRESSES[typed]
    assert (parse(typed), key(stored), shown(stored)) == (stored, compared, seen)
    assert parse(seen) == stored
    assert key(seen) == compared


REFUSED = {
    "jūratė@example.com": (MailboxNotReachable, "ū"),
    "ａda@example.com": (MailboxNotReachable, "ａ"),
    "a\u200bda@example.com": (MailboxNotReachable, "U+200B"),
    "\u0430da@example.com": (LooksLatinBeforeTheAt, "\u0430"),
    "\u0410da@example.com": (LooksLatinBeforeTheAt, "\u0410"),
    "ad\u0251@example.com": (LooksLatinBeforeTheAt, "\u0251"),
    "\u0131da@example.com": (LooksLatinBeforeTheAt, "\u0131"),
    "ad\u03bf@example.com": (LooksLatinBeforeTheAt, "\u03bf"),
    **{f"{odd}da@example.com": (LooksLatinBeforeTheAt, odd) for odd in "\u0250\u02af\u1d00\u1d2e\u1dbf"},
    **{f"{other}da@example.com": (MailboxNotReachable, other) for other in "\u024f\u02b0\u1c80\u1e00"},
    "\u0436da@example.com": (MailboxNotReachable, "\u0436"),
    "a,b@example.com": (MailboxNotReachable, ","),
    "<ada@example.com": (MailboxNotReachable, "<"),
    "=?utf-8?q?x=0Ay?=\u00e9@example.com": (MailboxNotReachable, "é"),
    "=?utf-8?q?victim=40bank.example=3E=2C?=@example.com": (MailboxNotReachable, "=?"),
    "ada@exa_mple.com": (DomainNotPossible, "_"),
    "ada@i❤.com": (DomainNotPossible, "❤"),
    "ada@example.com>": (DomainNotPossible, ">"),
    "ada@[127.0.0.1]": (DomainNotPossible, "["),
    **dict.fromkeys(
        [
            *("", "@", "ada", "ada@", "@example.com", "ada@@example.com", "ada love@example.com", "ada@exam ple.com"),
            *("a..b@example.com", ".a@example.com", "ada@example", "ada@localhost", "ada@-a.com", "ada@a..com"),
            *("ada@xn--zz--.com", "a" * 65 + "@example.com", "ada@" + "a" * 64 + ".com", "ada@example.com."),
            *("ada@" + "abc." * 63 + "com", "\ud800@example.com"),
        ],
        (NotAnAddress, ""),
    ),
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_cannot_be_sent_is_refused_with_the_character_named(typed: str) -> None:
    kind, character = REFUSED[typed]
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert type(refused.value) is kind
    for language in ("lt", "en", "nb"):
        assert character in refused.value.text(language)


def test_hosts_of_this_machine_are_addresses_only_where_asked_for() -> None:
    for address in ("organiser@localhost", "ada@mail.intra.local"):
        assert parse(address, anywhere=True) == address
        with pytest.raises(NotAnAddress):
            parse(address)
    for wrong in ("a@b@c", "a..b@localhost", "ada@", "ada@-", "ada@a..b"):
        with pytest.raises(Refusal):
            parse(wrong, anywhere=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ß@example.com", "ss@example.com"),
        ("ſ@example.com", "s@example.com"),
        ("\u212a@example.com", "k@example.com"),
        ("ﬀ@example.com", "ff@example.com"),
        ("i@straße.de", "i@strasse.de"),
        ("ada@example.com", "ada+1@example.com"),
        ("a.da@example.com", "ada@example.com"),
    ],
)
def test_what_mail_systems_hold_apart_has_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("domain", "letters"),
    [
        ("gm\u0430il.com", "\u0430"),
        ("\u0430\u0440\u0440\u04cf\u0435.com", "\u0430\u0440\u04cf\u0435"),
        ("mail.\u0440\u0430\u0443.com", "\u0440\u0430\u0443"),
        ("\u0430pple.com", "\u0430"),
        ("g\u03bf\u03bfgle.com", "\u03bf"),
        ("\u03b1\u0430.gr", "\u0430"),
        ("gma\u0131l.com", "\u0131"),
        ("\u0251pple.com", "\u0251"),
        *((domain, "") for domain in ("gmail.com", "pašto.lt", "ørret.no", "москва.com", "оса.рф", "ελλάδα.gr")),
        *((domain, "") for domain in ("日本かな.jp", "xn--zz--.org", "112.com", "localhost", "")),
    ],
)
def test_letters_that_seem_latin_are_found(domain: str, letters: str) -> None:
    stored = parse(f"ada@{domain}") if letters else f"ada@{domain}"
    assert look_alikes(stored) == letters
    if letters:
        assert shown(stored) == stored, "it does not deceive"


@given(st.text(max_size=20), st.text(max_size=20))
@example("a", "Å.example")
def test_whatever_is_stored_can_be_sent_and_stays_as_it_is(local: str, domain: str) -> None:
    try:
        stored = parse(f"{local}@{domain}.org")
    except Refusal:
        return
    assert stored.isascii()
    assert parse(stored) == stored
    assert parse(shown(stored)) == stored
    assert key(key(stored)) == key(stored) == key(shown(stored))


def test_letters_to_one_mailbox_are_counted_together() -> None:
    assert counted("Ada+Oslo@Example.org") == counted("ada@example.org") == counted("ada+a+b@example.org")
    assert counted("+ada@example.org") == "+ada@example.org"
