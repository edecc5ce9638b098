"""A post office that an app hands its letters to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifications.post_office import PostOffice
from tests.notifications.sending import sending


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with sending(tmp_path) as (office, _):
        yield office
