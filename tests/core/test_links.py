"""Secret links: what they name, and that nothing else opens anything."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from eventapp.core.links import EMAIL, REGISTRATION, Links
from eventapp.core.tokens import Secret, make_token, read_token
from tests.factories import NOON

KEY = "a key of this file"
LINKS = Links("https://visits.example.org", KEY)
SOMEBODY = UUID("3f2a6a52-5a34-4d6e-9c58-2f1d6e0f8a11")
PROOF = LINKS.email_proof(SOMEBODY, 3, "ada@example.org", NOON)


def test_a_proof_names_row_generation_address_and_its_end() -> None:
    found = LINKS.read_email_proof(PROOF)
    assert found
    assert (found.registration, found.generation, found.until) == (SOMEBODY, 3, NOON)
    assert [found.is_of(email) for email in ("ada@example.org", "ADA@example.org", "")] == [True, False, False]
    assert LINKS.confirm_email(PROOF) == f"https://visits.example.org/r/email/{PROOF}"


def test_a_proof_opens_no_registration_and_a_registration_s_link_proves_nothing() -> None:
    token = LINKS.registration_token(SOMEBODY, 3)
    assert LINKS.read_email_proof(token) is None
    assert read_token([KEY], REGISTRATION, PROOF) is None
    assert [read_token([KEY], REGISTRATION, PROOF[:end]) for end in range(len(PROOF))] == [None] * len(PROOF)
    assert read_token([KEY], REGISTRATION, token) == Secret(SOMEBODY, 3)


def test_neither_keys_nor_addresses_are_in_what_a_log_may_show() -> None:
    shown = repr(Links("https://visits.example.org", "the-present-key", "the-key-before"))
    assert shown == "Links(base_url='https://visits.example.org')"
    proof = LINKS.read_email_proof(PROOF)
    assert proof
    assert "mark" not in repr(proof)


def test_a_link_that_was_renewed_often_is_known_by_its_whole_number() -> None:
    for generation in (0, 255, 256, 65_535):
        token = LINKS.registration_token(SOMEBODY, generation)
        assert LINKS.read_registration_token(token) == Secret(SOMEBODY, generation)


def test_what_a_server_is_called_whose_address_has_no_name() -> None:
    hosts = {base: Links(base, KEY).host for base in ("https://visits.example.org:8443", "http://[::1]:8000", "")}
    assert hosts == {
        "https://visits.example.org:8443": "visits.example.org",
        "http://[::1]:8000": "::1",
        "": "localhost",
    }


def test_links_have_the_length_that_they_had() -> None:
    """Those that were sent are still to be read."""
    assert [len(LINKS.registration_token(SOMEBODY, 3)), len(PROOF)] == [46, 72]


def test_a_probe_of_either_key_is_known() -> None:
    before, both = Links("", "before"), Links("", "now", "before")
    assert both.is_probe(before.probe(7), 7)
    assert both.is_probe(both.probe(7), 7)
    assert not both.is_probe(before.probe(7), 8)
    assert not both.is_probe(LINKS.probe(7), 7)


def test_a_token_is_written_in_one_way_alone() -> None:
    """No padding, and no other last letter that stands for the same bytes."""
    token = LINKS.registration_token(SOMEBODY, 3)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = [letter for letter in alphabet if read_token([KEY], REGISTRATION, token[:-1] + letter)]
    assert last == [token[-1]]
    assert read_token([KEY], REGISTRATION, f"{token}==") is None


def test_nothing_of_a_proof_can_be_changed() -> None:
    other = {letter: "B" if letter != "B" else "C" for letter in PROOF}
    for place, letter in enumerate(PROOF):
        assert LINKS.read_email_proof(PROOF[:place] + other[letter] + PROOF[place + 1 :]) is None, place
    assert Links(LINKS.base_url, "another key").read_email_proof(PROOF) is None
    assert LINKS.read_email_proof(make_token(KEY, REGISTRATION, Secret(SOMEBODY, 3, bytes(20)))) is None
    assert LINKS.read_email_proof(make_token(KEY, EMAIL, Secret(SOMEBODY, 3, bytes(19)))) is None


@pytest.mark.parametrize("text", ["", "x", "ą" * 72, "=" * 72, "\x00", "A" * 71, "A" * 72, "A" * 5000])
def test_anything_else_is_no_proof(text: str) -> None:
    assert LINKS.read_email_proof(text) is None


def test_instants_far_away_are_kept() -> None:
    far = datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)
    found = LINKS.read_email_proof(LINKS.email_proof(SOMEBODY, 1, "a@b.lt", far + timedelta(microseconds=5)))
    assert found
    assert found.until == far
