"""An installation that is well."""

from pathlib import Path

import pytest

from eventapp.core.clock import utc_now
from tests.conftest import installation
from tests.doctor.patients import NOW, live
from tests.factories import make_visit


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    """The folder of an installation with a visit, a living worker and nothing wrong."""
    with installation(tmp_path):
        make_visit()
        live(now=max(NOW, utc_now()))  # the commands have the machine's clock
    (tmp_path / "eventapp.sqlite3").chmod(0o600)
    return tmp_path
