"""What is an address of this app, and what of an address a redirect names."""

import pytest
from flask.testing import FlaskClient

from eventapp.core.routing import path_of


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/lt/", 200),
        ("/fr/", 404),
        ("/lt/a%00b/", 404),
        ("/lt/a%1Fb/", 404),
        ("/lt/a%7Fb/", 404),
        ("/lt/?x=%00", 404),
        ("/lt/?x=%01", 200),
    ],
)
def test_a_control_character_is_in_no_address(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://evil.example/lt/oslo/?a=b&c=%2F", "/lt/oslo/?a=b&c=%2F"),
        ("http://evil.example//other.example/", "/other.example/"),
        ("http://evil.example/\\other.example/", "/other.example/"),
        ("http://evil.example", "/"),
        ("//evil.example/lt/", "/lt/"),
        ("http://evil.example/l%C5%B3/", "/l%C5%B3/"),
    ],
)
def test_of_an_address_only_path_and_query_are_taken(address: str, path: str) -> None:
    assert path_of(address) == path
