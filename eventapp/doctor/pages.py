"""What a reader gets at EVENTAPP_BASE_URL, tried from here: the certificate, what proxies pass on, who answers."""

import json
import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from eventapp import __version__
from eventapp.config import Settings
from eventapp.core.links import Links
from eventapp.doctor.findings import Finding
from eventapp.monitor import PROBE_HEADER, PROBE_PATH

SECONDS: Final = 5.0
TRUSTED: Final = "EVENTAPP_TRUSTED_PROXIES"


def look_at_pages(settings: Settings, now: datetime) -> list[Finding]:
    """One request as any reader makes it, which the server answers with what it saw of it."""
    where = settings.base_url
    try:
        status, body = _ask(settings, now)
    except ssl.SSLCertVerificationError as error:
        remedy = "renew it, let the proxy send the whole chain, or correct EVENTAPP_BASE_URL"
        return [Finding("pages", f"browsers refuse the certificate at {where}: {error.verify_message}", remedy)]
    except (OSError, HTTPException) as error:
        words = f"nobody answers at {where} from here ({error}); what a proxy passes on could not be tried"
        return [Finding("pages", words, unsure=True)]
    if status in (502, 503, 504):
        return [
            Finding("pages", f"the answer at {where} is {status}", "start eventapp serve; look into the proxy's log")
        ]
    seen = _read(body) if status == 200 else None
    if seen is None:
        words = f"what answers at {where} does not know this installation's key (status {status})"
        return [Finding("pages", words, "restart eventapp serve with these settings, or correct EVENTAPP_BASE_URL")]
    return list(_judge(settings, seen)) or [Finding("pages", f"{where} answers; {_proxies(seen['forwarded'])}")]


def _ask(settings: Settings, now: datetime) -> tuple[int, bytes]:
    url = urlsplit(settings.base_url)
    kind = HTTPSConnection if settings.uses_https else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=SECONDS)
    second = int(now.timestamp())
    try:
        connection.request("GET", PROBE_PATH, headers={PROBE_HEADER: f"{second}.{Links.of(settings).probe(second)}"})
        answer = connection.getresponse()
        return answer.status, answer.read(10_000)
    finally:
        connection.close()


def _read(body: bytes) -> Mapping[str, Any] | None:
    try:
        seen = json.loads(body)
    except ValueError:
        return None
    return seen if isinstance(seen, dict) and seen.keys() >= {"version", "forwarded", "trusted", "https"} else None


def _judge(settings: Settings, seen: Mapping[str, Any]) -> Iterator[Finding]:
    forwarded, trusted = seen["forwarded"], seen["trusted"]
    if seen["version"] != __version__:
        words = f"version {seen['version']} answers, and this is {__version__}"
        yield Finding("pages", words, "restart eventapp serve")
    if forwarded > trusted:
        words = f"{_proxies(forwarded)}, and {TRUSTED} is {trusted}: all readers share one limit"
        yield Finding("proxy", words, f"set {TRUSTED}={forwarded}, if so many are yours, and restart eventapp serve")
    elif forwarded < trusted:
        words = f"{_proxies(forwarded)}, and {TRUSTED} is {trusted}: readers may say who they are themselves"
        remedy = f"let the proxy set X-Forwarded-For (docs/admin.md), or set {TRUSTED}={forwarded}"
        yield Finding("proxy", words, remedy)
    elif settings.uses_https and not seen["https"]:
        remedy = "let the proxy set X-Forwarded-Proto (docs/admin.md)"
        yield Finding("proxy", "it does not say that readers come by https", remedy)


def _proxies(forwarded: int) -> str:
    if not forwarded:
        return "no proxy says whom it speaks for"
    return "one proxy says whom it speaks for" if forwarded == 1 else f"{forwarded} proxies say whom they speak for"
