"""The files of deploy/ as the programs that read them see them."""

import os
import pwd
import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from flask import Flask

from eventapp.config import read_settings
from eventapp.core.uploads import room_of
from tests.conftest import free_port
from tests.nginx import need, nginx, write_site
from tests.processes import SOURCE

DEPLOY = SOURCE / "deploy"
UNITS = ("eventapp-serve@.service", "eventapp-worker.service", "eventapp-backup.service", "eventapp-backup.timer")
SERVICES = UNITS[:3]
PROGRAM = "/opt/eventapp/current/bin/eventapp"
LEAST_EXPOSED = 20
"""Tenths, of what systemd calls the exposure level: 10.0 is a service without any fence."""
FENCES = {
    *("User=eventapp", "UMask=0077", "StateDirectoryMode=0700", "ProtectSystem=strict", "KillMode=control-group"),
    *("EnvironmentFile=/etc/eventapp/eventapp.env", "NoNewPrivileges=yes", "CapabilityBoundingSet="),
}


def lines(name: str) -> list[str]:
    return (DEPLOY / name).read_text().splitlines()


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A folder with the units as they would be installed; the program stands somewhere on this machine."""
    program = tmp_path / "eventapp"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in UNITS:
        words = (DEPLOY / name).read_text()
        assert PROGRAM in words or name.endswith(".timer")
        installed = name.replace("@", "@8001") if "@" in name else name
        (tmp_path / installed).write_text(words.replace(PROGRAM, str(program)))
    return tmp_path


def systemd_analyze(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [need("systemd-analyze", "systemd"), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_systemd_has_nothing_to_say_about_the_units(units: Path) -> None:
    names = [f"./{path.name}" for path in sorted(units.glob("eventapp-*.*"))]
    done = systemd_analyze(units, "verify", "--man=no", *names)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_socket_in_place_of_the_port(units: Path) -> None:
    extra = units / "eventapp-serve@8001.service.d"
    extra.mkdir()
    (extra / "socket.conf").write_text((DEPLOY / "eventapp-serve-socket.conf").read_text())
    done = systemd_analyze(units, "verify", "--man=no", "./eventapp-serve@8001.service")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (extra / "socket.conf").write_text("[Service]\nRuntimeDirectory=../run\n")
    assert systemd_analyze(units, "verify", "--man=no", "./eventapp-serve@8001.service").stderr


def test_it_would_have_something_to_say(units: Path) -> None:
    file = units / "eventapp-worker.service"
    file.write_text(file.read_text().replace("UMask=", "Umask="))
    assert "Umask" in systemd_analyze(units, "verify", "--man=no", f"./{file.name}").stderr


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_fenced_in(name: str, units: Path) -> None:
    assert set(lines(name)) >= FENCES
    installed = name.replace("@", "@8001")
    done = systemd_analyze(units, "security", "--offline=yes", f"--threshold={LEAST_EXPOSED}", f"./{installed}")
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_fences_of_all_services_are_the_same() -> None:
    fences = [
        [line for line in lines(name) if line.startswith(("Protect", "Restrict", "System", "Private"))]
        for name in SERVICES
    ]
    assert fences[0] == fences[1] == fences[2]
    assert len(fences[0]) > 15


def test_nginx_has_nothing_to_say_about_its_block(tmp_path: Path) -> None:
    file, _ = write_site(tmp_path, (free_port(), free_port()))
    done = subprocess.run(nginx(file, "-t"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert len(said) == 2, said
    assert [line.split()[-1] for line in said] == ["ok", "successful"]


def test_both_proxies_let_files_through_where_they_are_sent(app: Flask) -> None:
    """One address of each view that takes files; and nowhere else."""
    (in_nginx,) = re.findall(r"location ~ (\S+) \{\n\s+client_max_body_size 65m;", (DEPLOY / "nginx.conf").read_text())
    in_caddy = re.findall(r"path_regexp (\S+)", (DEPLOY / "Caddyfile").read_text())
    assert set(in_caddy) == {in_nginx}
    taking = set()
    for rule in app.url_map.iter_rules():
        address = re.sub("<[^>]*>", "oslo", rule.rule.replace("<language:language>", "lt"))
        if room_of(app, "POST", address):
            taking.add(address)
        assert bool(re.search(in_nginx, address)) == (address in taking)
    assert len(taking) >= 5


def caddy(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [need("caddy", "caddy"), *words]
    return subprocess.run(command, cwd=DEPLOY, env=environ, capture_output=True, text=True, check=False)


def test_caddy_has_nothing_to_say_about_its_file(tmp_path: Path) -> None:
    done = caddy(tmp_path, "validate", "--config", "Caddyfile", "--adapter", "caddyfile")
    assert done.returncode == 0, done.stderr
    assert "Valid configuration" in done.stdout + done.stderr
    assert '"level":"warn"' not in done.stderr
    assert caddy(tmp_path, "fmt", "Caddyfile").stdout == (DEPLOY / "Caddyfile").read_text()


def environment_file() -> str:
    return (DEPLOY / "eventapp.env").read_text()


def as_systemd_reads_it(text: str) -> dict[str, str]:
    """NAME='value' (systemd.exec(5), EnvironmentFile=); in single quotes nothing has a meaning of its own."""
    pairs = [line.partition("=") for line in text.splitlines() if line and not line.startswith("#")]
    assert all(value[0] == value[-1] == "'" and "'" not in value[1:-1] for _, _, value in pairs)
    return {name: value[1:-1] for name, _, value in pairs}


def test_the_environment_file_is_complete_but_for_the_key() -> None:
    values = as_systemd_reads_it(environment_file())
    assert values["EVENTAPP_SECRET_KEY"] == ""
    settings = read_settings(values | {"EVENTAPP_SECRET_KEY": "k" * 40})
    assert str(settings.data_dir) == "/var/lib/eventapp"
    assert (settings.uses_https, settings.trusted_proxies) == (True, 1)
    assert settings.smtp is not None


def test_the_shell_reads_the_environment_file_as_systemd_does(tmp_path: Path) -> None:
    file = tmp_path / "eventapp.env"
    hard = "EVENTAPP_MAIL_FROM='Visits $HOME `id` \"x\" \\\\ # <visits@example.org>'\n"
    file.write_text(environment_file() + hard)
    shell = subprocess.run(
        ["/bin/sh", "-c", f"set -a; . {file}; env -0"], env={}, capture_output=True, text=True, check=True
    )
    seen = dict(entry.split("=", 1) for entry in shell.stdout.split("\0") if entry.startswith("EVENTAPP_"))
    assert seen == as_systemd_reads_it(file.read_text())


def test_the_command_for_root_runs_as_its_user_with_the_settings() -> None:
    """Root becomes nobody here, in place of eventapp; whoever is not root stays who they are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shown = folder / "shown"
        shown.write_text('#!/bin/sh\nid -un; umask; echo "$EVENTAPP_MAIL_FROM"; printf "%s\\n" "$@"\n')
        shown.chmod(0o755)
        (folder / "eventapp.env").write_text(environment_file())
        words = (DEPLOY / "eventapp").read_text()
        become = "/usr/sbin/runuser -u eventapp -- "
        for old, new in {
            "/etc/eventapp/eventapp.env": f"{folder}/eventapp.env",
            PROGRAM: str(shown),
            become: "" if os.geteuid() else become.replace("eventapp", "nobody"),
        }.items():
            assert old in words
            words = words.replace(old, new)
        (folder / "command").write_text(words)
        command = ["/bin/sh", str(folder / "command"), "release", "oslo", "--note", "en=a b"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    user = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else "nobody"
    assert done.stdout.splitlines() == [
        *(user, "0077", "Visits <visits@example.org>"),
        *("release", "oslo", "--note", "en=a b"),
    ]
