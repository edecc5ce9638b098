"""The address of a new visit is proposed while its name is typed."""

from collections.abc import Iterator

import pytest

from eventapp.core.addresses import NEW_VISIT
from tests.browser.conftest import served
from tests.browser.desks import Open, at_the_desk
from tests.conftest import sign_in
from tests.planning.test_creation import NAMES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with served(tmp_path_factory.mktemp("new")) as (address, app):
        with app.app_context():
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
        yield address, cookie.value


def test_it_is_proposed_as_the_server_makes_it_until_another_is_typed(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, NEW_VISIT)
    slug = page.locator("#slug")
    for name, made in NAMES:
        page.locator("#name-en").fill(name)
        assert slug.input_value() == (made if made != "visit" else ""), name
    page.locator("#name-en").fill("")
    page.locator("#name-lt").fill("Vizitas į Oslą")
    assert slug.input_value() == "vizitas-i-osla"
    slug.fill("oslo-2018")
    page.locator("#name-lt").fill("Vizitas į Bergeną")
    assert slug.input_value() == "oslo-2018"
