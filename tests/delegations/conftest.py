"""A visit that takes registrations, and a log in which nobody stands."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import make_organisation, make_visit


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit()
    make_organisation(visit.id)
    return visit.id


@pytest.fixture(autouse=True)
def _nothing_personal_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert "zydrune@example.org" not in caplog.text
    assert "/r/" not in caplog.text
