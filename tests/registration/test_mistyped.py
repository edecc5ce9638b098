"""Which mistyped hosts of addresses are asked about, and which are believed."""

import pytest

from eventapp.core import mailboxes
from eventapp.registration.mistyped import host_of, is_one_edit, likely_address, mail_hosts


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("gmial.com", "gmail.com", True),
        ("gmal.com", "gmail.com", True),
        ("ggmail.com", "gmail.com", True),
        ("gmaik.com", "gmail.com", True),
        ("gmail.co", "gmail.com", True),
        ("gmail.comm", "gmail.com", True),
        ("mgail.com", "gmail.com", True),
        ("gmail.ocm", "gmail.com", True),
        ("gmail.com", "gmail.com", False),
        ("gamil.con", "gmail.com", False),
        ("gmla.com", "gmail.com", False),
        ("gmail", "gmail.com", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
        ("", "", False),
    ],
)
def test_one_edit(typed: str, meant: str, expected: bool) -> None:
    assert (is_one_edit(typed, meant), is_one_edit(meant, typed)) == (expected, expected)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("ona@gmial.com", "ona@gmail.com"),
        ("ona@gmail.con", "ona@gmail.com"),
        ("Ona.B+oslo@hotmial.com", "Ona.B+oslo@hotmail.com"),
        ("ona@inbox.tl", "ona@inbox.lt"),
        ("ona@inbo.lt", "ona@inbox.lt"),
        ("ona@onlin.no", "ona@online.no"),
        ("ona@birzai.l", "ona@birzai.lt"),
        ("ona@bibliotek.xn--brnnysund-n8ae.no", ""),
        ("ona@xn--brnnysun-q5ac.no", ""),
        # they are hosts themselves, though like others
        ("ona@mail.com", ""),
        ("ona@ymail.com", ""),
        ("ona@gmx.de", ""),
        ("ona@birzai.lt", ""),
        ("ona@example.org", ""),
        ("ona@gnail.cmo", ""),
    ],
)
def test_the_host_that_was_probably_meant(address: str, meant: str) -> None:
    assert likely_address(address, (*mail_hosts(), "", "birzai.lt")) == meant


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("http://www.birzai.lt/", "birzai.lt"),
        ("https://Oslo.kommune.no:8080/x", "oslo.kommune.no"),
        ("https://brønnøysund.no", "xn--brnnysund-m8ac.no"),
        ("", ""),
    ],
)
def test_an_organisation_s_mailboxes_are_at_the_host_of_its_website(website: str, host: str) -> None:
    assert host_of(website) == host


def test_our_list_is_of_hosts_each_once_and_each_as_it_is_sent() -> None:
    hosts = mail_hosts()
    assert len(hosts) > 40
    assert {"gmail.com", "inbox.lt", "takas.lt", "online.no", "hotmail.no"} <= set(hosts)
    assert len(set(hosts)) == len(hosts)
    assert [host for host in hosts if mailboxes.parse(f"a@{host}") != f"a@{host}"] == []
