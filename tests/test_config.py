"""Settings: what is read, and how a wrong one is refused."""

import sys
from pathlib import Path

import pytest

from eventapp.config import NAMES, Limit, SmtpServer, WrongSetting, read_settings
from tests.conftest import SECRET

KEY = {"EVENTAPP_SECRET_KEY": SECRET}
WRONG = {
    "EVENTAPP_DATABASE_URL": (
        *("mysql://localhost/eventapp", "eventapp.sqlite3", "sqlite:///", "sqlite:///:memory:", "sqlite://"),
        *("postgresql://host:port/name", "oracle+unknown://x", "/var/lib/eventapp.sqlite3"),
    ),
    "EVENTAPP_BASE_URL": (
        *(
            "visits.example.org",
            "ftp://example.org",
            "https://",
            "https://example.org/visits",
            "http://example.org?a=b",
        ),
        *(
            "http://example.org:99999",
            "http://ada@example.org",
            "http://exa mple.org",
            "http://[::1",
            "http://a#b",
            "http://❤.lt",
        ),
    ),
    "EVENTAPP_SECRET_KEY": ("too-short", "x" * 31, "\udcff" * 40),
    "EVENTAPP_SECRET_KEY_OLD": ("too-short", "x" * 31, "\udcff" * 40),
    "EVENTAPP_SMTP_URL": (
        *("localhost", "mail.example.org:25", "http://mail.example.org", "smtp://", "smtp://mail.example.org:port"),
        *("smtp://mail.example.org:99999", "smtps://mail.example.org/path"),
    ),
    "EVENTAPP_MAIL_FROM": ("nobody", "Somebody", "a@b@c", "x <a@b>\r\nBcc: c@d", "A <a..b@example.org>", "<>", "ą@b"),
    "EVENTAPP_WEB_PROCESSES": ("0", "65", "two", "-1", "1.5", "²"),
    "EVENTAPP_LOG_FORMAT": ("xml", "JSON"),
    "EVENTAPP_LIMITS": (
        "60/hour",
        "register_address=60",
        "other=1/hour",
        "register_email=5/week",
        "register_email=-1/day",
    ),
    "EVENTAPP_TRUSTED_PROXIES": ("-1", "11", "yes"),
    "EVENTAPP_SOCKET": ("eventapp.sock", "/run/eventapp/eventapp.sock"),  # the second for want of a trusted proxy
    "EVENTAPP_HOST": ("127.0.0.1:8000", "http://localhost", "localhost", "1.2.3", "[::1]"),
    "PORT": ("0", "65536", "http", "80 80"),
}


def test_what_is_not_set_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(KEY)
    folder = (tmp_path / "instance").resolve()
    assert settings.data_dir == folder
    assert settings.database_url == f"sqlite:///{folder}/eventapp.sqlite3"
    assert (settings.base_url, settings.host, settings.port) == ("http://127.0.0.1:8000", "127.0.0.1", 8000)
    assert settings.smtp is None
    assert settings.mail_from == ("eventapp", "noreply@localhost")
    assert (settings.web_processes, settings.log_format, settings.trusted_proxies) == (1, "text", 0)
    assert settings.limits == {
        "register_address": Limit(60, 3600),
        "register_email": Limit(5, 3600),
        "group_address": Limit(240, 3600),
        "corrections": Limit(5, 3600),
        "corrected_address": Limit(2, 3600),
        "letter_registration": Limit(5, 3600),
        "letter_address": Limit(30, 3600),
        "letter_email": Limit(5, 3600),
        "sign_in_address": Limit(60, 3600),
        "desk_registration": Limit(10, 3600),
        "desk_email": Limit(10, 3600),
        "files_address": Limit(120, 3600),
        "sign_in_email": Limit(3, 1800),
    }
    assert (settings.uses_sqlite, settings.uses_https) == (True, False)


def test_every_setting_can_be_set() -> None:
    settings = read_settings(
        {
            "EVENTAPP_DATA_DIR": "/var/lib/eventapp",
            "EVENTAPP_DATABASE_URL": "postgresql://eventapp:secret@db.example.org/visits",
            "EVENTAPP_BASE_URL": "https://visits.example.org/",
            "EVENTAPP_SECRET_KEY": f" {SECRET}\n",
            "EVENTAPP_SECRET_KEY_OLD": SECRET[::-1],
            "EVENTAPP_SMTP_URL": "smtp+starttls://ada:p%40ss%2Fword@mail.example.org:2525",
            "EVENTAPP_MAIL_FROM": "Visits <visits@example.org>",
            "EVENTAPP_WEB_PROCESSES": "4",
            "EVENTAPP_LOG_FORMAT": "json",
            "EVENTAPP_LIMITS": "register_email=1/minute, letter_email=7/day",
            "EVENTAPP_TRUSTED_PROXIES": "2",
            "EVENTAPP_HOST": "::1",
            "PORT": "8001",
        }
    )
    assert settings.data_dir == Path("/var/lib/eventapp")
    assert settings.database_url == "postgresql+psycopg://eventapp:secret@db.example.org/visits"
    assert (settings.base_url, settings.uses_https, settings.uses_sqlite) == ("https://visits.example.org", True, False)
    assert (settings.secret_key, settings.old_secret_key) == (SECRET, SECRET[::-1])
    assert settings.smtp == SmtpServer("mail.example.org", 2525, "starttls", "ada", "p@ss/word")
    assert settings.mail_from == ("Visits", "visits@example.org")
    assert (settings.web_processes, settings.log_format, settings.trusted_proxies) == (4, "json", 2)
    assert settings.limits == {
        "register_address": Limit(60, 3600),
        "register_email": Limit(1, 60),
        "group_address": Limit(240, 3600),
        "corrections": Limit(5, 3600),
        "corrected_address": Limit(2, 3600),
        "letter_registration": Limit(5, 3600),
        "letter_address": Limit(30, 3600),
        "letter_email": Limit(7, 86400),
        "sign_in_address": Limit(60, 3600),
        "desk_registration": Limit(10, 3600),
        "desk_email": Limit(10, 3600),
        "files_address": Limit(120, 3600),
        "sign_in_email": Limit(3, 1800),
    }
    assert (settings.host, settings.port) == ("::1", 8001)
    assert SECRET not in repr(settings)
    assert SECRET[::-1] not in repr(settings)
    assert "p@ss" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer("localhost", 25, "none")),
        ("smtp+starttls://mail.example.org", SmtpServer("mail.example.org", 587, "starttls")),
        ("smtps://mail.example.org", SmtpServer("mail.example.org", 465, "implicit")),
    ],
)
def test_ways_to_hand_in_mail(url: str, server: SmtpServer) -> None:
    assert read_settings({**KEY, "EVENTAPP_SMTP_URL": url}).smtp == server


def test_the_senders_domain_is_kept_as_it_is_sent() -> None:
    settings = read_settings({**KEY, "EVENTAPP_MAIL_FROM": "Vizitai <vizitai@Pašto.LT>"})
    assert settings.mail_from == ("Vizitai", "vizitai@xn--pato-h6a.lt")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("visits@example.org", ""),
        ("<visits@example.org>", ""),
        ("Visits, Oslo <visits@example.org>", "Visits, Oslo"),
        (r'"Visits \"Oslo\"" <visits@example.org>', 'Visits "Oslo"'),
        ("=?utf-8?q?x=0Ay?= <visits@example.org>", "=?utf-8?q?x=0Ay?="),
    ],
)
def test_the_senders_name_is_what_stands_before_the_address(raw: str, name: str) -> None:
    assert read_settings({**KEY, "EVENTAPP_MAIL_FROM": raw}).mail_from == (name, "visits@example.org")


@pytest.mark.parametrize("raw", ["https://vizitai.pašto.lt:8443/", "https://Vizitai.PAŠTO.lt:8443"])
def test_the_base_address_has_its_host_as_browsers_say_it(raw: str) -> None:
    settings = read_settings({**KEY, "EVENTAPP_BASE_URL": raw})
    assert settings.base_url == "https://vizitai.xn--pato-h6a.lt:8443"


def test_the_base_address_follows_the_port() -> None:
    assert read_settings({**KEY, "PORT": "8123"}).base_url == "http://127.0.0.1:8123"


def test_an_empty_setting_is_not_set(tmp_path: Path) -> None:
    values = dict.fromkeys(NAMES, "") | KEY
    assert read_settings(values) == read_settings(KEY)


def test_wrong_values_are_listed_for_every_setting_that_can_have_one() -> None:
    assert {*WRONG, "EVENTAPP_DATA_DIR"} == set(NAMES)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_in_one_line_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({**KEY, name: value})
    line = str(refused.value)
    assert line.startswith(f"{name} cannot be used; expected ")
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    "name", ["EVENTAPP_DATABASE_URL", "EVENTAPP_SECRET_KEY", "EVENTAPP_SECRET_KEY_OLD", "EVENTAPP_SMTP_URL"]
)
def test_what_may_hold_a_secret_is_not_repeated(name: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read_settings({**KEY, name: "x://hush"})
    assert "hush" not in str(refused.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(WrongSetting, match=r"^EVENTAPP_SECRET_KEY is not set; expected at least 32 characters"):
        read_settings({})
    assert read_settings({}, secret_key=SECRET).secret_key == SECRET


def test_a_setting_that_does_not_exist_is_named() -> None:
    with pytest.raises(WrongSetting, match=r"^EVENTAPP_SMTP: there is no such setting; the README lists them all$"):
        read_settings({**KEY, "EVENTAPP_SMTP": "smtp://localhost"})


def test_a_database_server_without_its_driver_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    environ = {**KEY, "EVENTAPP_DATABASE_URL": "postgresql://db.example.org/visits"}
    with pytest.raises(WrongSetting, match=r"whose driver is missing; type: pip install 'eventapp\[postgresql\]'$"):
        read_settings(environ)
