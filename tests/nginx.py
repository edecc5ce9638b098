"""A real nginx with the block of deploy/nginx.conf, or parts of it, on free ports of this machine."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.processes import SOURCE

BLOCK = SOURCE / "deploy" / "nginx.conf"
FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def need(program: str, package: str) -> str:
    """The path of a program that Debian has; in CI nothing is skipped."""
    found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{program} is missing (Debian package {package})")
    return str(found)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that vouches for itself, and its key."""
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    command = [
        need("openssl", "openssl"),
        "req",
        "-x509",
        *kind,
        *subject,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def write_site(folder: Path, servers: tuple[int, int], changes: Mapping[str, str] | None = None) -> tuple[Path, int]:
    """The block for this machine: its configuration's file, and the port of https. Every change has to find its place.

    ``servers``: the ports that stand for 8001 and 8002; ``changes``: what else is replaced, e.g. a line left out.
    """
    certificate, key = make_certificate(folder)
    secure = free_port()
    replaced = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
        "127.0.0.1:8001": f"127.0.0.1:{servers[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{servers[1]}",
        "server_name visits.example.org;": "server_name localhost;",
        "/etc/letsencrypt/live/visits.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/visits.example.org/privkey.pem": str(key),
        "/var/log/nginx/eventapp.log": str(folder / "eventapp.log"),
        **(changes or {}),
    }
    words = BLOCK.read_text()
    for old, new in replaced.items():
        assert old in words, old
        words = words.replace(old, new)
    (folder / "site.conf").write_text(words)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, user=user))
    return folder / "nginx.conf", secure


def nginx(file: Path, *options: str) -> list[str]:
    """The command that runs nginx with that configuration."""
    return [need("nginx", "nginx"), "-e", "stderr", "-p", str(file.parent), "-c", str(file), *options]


@contextmanager
def proxy(folder: Path, servers: tuple[int, int], changes: Mapping[str, str] | None = None) -> Iterator[str]:
    """nginx with TLS in front of those two ports; gives the address that readers use."""
    folder.mkdir(exist_ok=True)
    file, port = write_site(folder, servers, changes)
    with (folder / "written").open("wb") as written:
        process = subprocess.Popen(nginx(file), stdout=written, stderr=written)
        try:
            _wait_for(process, port, folder / "written")
            yield f"https://localhost:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, written: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        assert process.poll() is None, written.read_text()
        assert time.monotonic() < deadline, written.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
