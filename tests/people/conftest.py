"""A visit with an organisation."""

import pytest
from flask import Flask

from tests.factories import make_organisation, make_visit


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit)
    return visit
