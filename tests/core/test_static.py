"""Static files: named by content, kept for a year, and leading to each other by their real names."""

import gzip
import hashlib
import re
from pathlib import PurePosixPath

import pytest
from flask.testing import FlaskClient

from eventapp.core.static import ROOT, static, static_names


@pytest.mark.parametrize("name", sorted(static_names()))
def test_every_file_is_served_as_it_is_for_a_year(client: FlaskClient, name: str) -> None:
    answer = client.get(static(name), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    zipped = answer.headers.get("Content-Encoding") == "gzip"
    assert zipped is not name.endswith(".woff2")
    body = gzip.decompress(answer.data) if zipped else answer.data
    kept = (ROOT / name).read_bytes()
    assert (without_hashes(name, body) if name.endswith((".css", ".js")) else body) == kept


def without_hashes(name: str, text: bytes) -> bytes:
    """As it is in the source: each file it leads to under its own name."""
    folder = f"{PurePosixPath(name).parent}/" if name.endswith(".js") else ""
    names = {hashed.removeprefix(folder): name.removeprefix(folder) for name, hashed in static_names().items()}
    leads = rb'(?<=url\(")[^"]+' if name.endswith(".css") else rb'(?<=from "\./)[^"]+'
    return re.sub(leads, lambda found: names[found[0].decode()].encode(), text)


def test_scripts_import_each_other_by_names_that_are_served(client: FlaskClient) -> None:
    found = re.findall(r'from "\./([^"]+)"', client.get(static("board/board.js")).text)
    assert len(found) > 3
    assert {client.get(f"/static/board/{name}").status_code for name in found} == {200}


def test_a_style_sheet_leads_to_files_that_are_there(client: FlaskClient) -> None:
    address = static("app.css")
    found = re.findall(r'url\("([^"]+)"\)', client.get(address).text)
    assert len(found) == 3
    assert hashlib.sha256(client.get(address).data).hexdigest()[:12] in address
    for name in found:
        assert client.get(f"/static/{name}").content_type == "font/woff2"


@pytest.mark.parametrize("path", ["/static/app.css", "/static/../config.py", "/static/app.000000000000.css"])
def test_no_other_name_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_board_s_script_stays_small_as_sent() -> None:
    scripts = [ROOT / name for name in static_names() if name.startswith("board/")]
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < 25_000
