"""``make audit``: what eventapp is made of, and an honest word about known vulnerabilities or about not knowing."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import free_port
from tests.processes import SOURCE, environment

pytestmark = pytest.mark.no_cover
"""What is started is no part of eventapp."""

KNOWN = {("jinja2", "2.10"): "GHSA-462w-v97r-4m45"}
"""The hole by which a vulnerability database is recognised, as osv.dev knows it."""


def pins(name: str) -> dict[str, str]:
    text = (SOURCE / "requirements" / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", text, re.MULTILINE))


@contextmanager
def vulnerability_database(holes: dict[tuple[str, str], str]) -> Iterator[str]:
    """A server that answers as osv.dev does (https://google.github.io/osv.dev/post-v1-query/), of these holes."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            hole = holes.get((name, asked["version"]))
            events = [{"introduced": "0"}, {"fixed": "999"}]
            affected = [{"package": asked["package"], "ranges": [{"type": "ECOSYSTEM", "events": events}]}]
            answer = {"vulns": [{"id": hole, "summary": "a hole", "affected": affected}]} if hole else {}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def audit(file: Path, url: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "scripts/audit", "--output", str(file), "--osv-url", url]
    # As in a shell: the warnings of the libraries that it uses are not this program's errors.
    return subprocess.run(command, cwd=SOURCE, env=environment(), capture_output=True, text=True, check=False)


def test_the_file_names_all_that_runs_with_its_hashes_and_nothing_is_known_of_the_pins(tmp_path: Path) -> None:
    with vulnerability_database(KNOWN) as url:
        first = audit(tmp_path / "first" / "sbom.json", url)
    assert first.stdout.splitlines() == [
        f"{len(pins('run.txt'))} components: {tmp_path}/first/sbom.json",
        "No vulnerability is known of what is pinned in run.txt and test.txt.",
    ]
    assert (first.returncode, first.stderr) == (0, "")
    written = json.loads((tmp_path / "first" / "sbom.json").read_text())
    assert (written["bomFormat"], written["metadata"]["component"]["name"]) == ("CycloneDX", "eventapp")
    assert {part["name"]: part["version"] for part in written["components"]} == pins("run.txt")
    assert all(part["externalReferences"][0]["hashes"] for part in written["components"])


def test_pins_with_a_known_hole_in_either_list(tmp_path: Path) -> None:
    flask, pytest = pins("run.txt")["flask"], pins("test.txt")["pytest"]
    assert "pytest" not in pins("run.txt")
    holes = {("flask", flask): "PYSEC-2017-1", ("pytest", pytest): "PYSEC-2017-2"}
    with vulnerability_database(KNOWN | holes) as url:
        done = audit(tmp_path / "sbom.json", url)
    assert done.stdout.splitlines()[1:] == [
        f"flask {flask}: PYSEC-2017-1, mended in 999",
        f"pytest {pytest}: PYSEC-2017-2, mended in 999",
    ]
    assert done.returncode == 1


def test_without_a_network_it_says_that_it_cannot_say(tmp_path: Path) -> None:
    """The bill of materials needs none, and is the same bytes each time."""
    url = f"http://127.0.0.1:{free_port()}/v1/query"
    files = [tmp_path / "first.json", tmp_path / "again.json"]
    for file in files:
        done = audit(file, url)
        assert done.returncode == 3
        assert done.stderr.startswith(f"No vulnerability database could be reached at {url}: ")
        assert len(done.stdout.splitlines()) == 1
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_server_that_knows_no_hole_at_all_is_no_database(tmp_path: Path) -> None:
    with vulnerability_database({}) as url:
        done = audit(tmp_path / "sbom.json", url)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        3,
        f"No vulnerability database could be reached at {url}: it knows nothing of jinja2==2.10",
    )


def test_make_starts_it() -> None:
    done = subprocess.run(["make", "-n", "audit"], cwd=SOURCE, capture_output=True, text=True, check=True)
    assert ".venv/bin/python scripts/audit" in done.stdout.splitlines()
