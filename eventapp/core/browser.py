"""What a browser keeps for an organiser: the cookie of a session that ends when nobody uses it, with its signature; and
the time zone in which they want to see hours, too."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from eventapp.config import Settings
from eventapp.core.clock import utc_now
from eventapp.core.current import links, settings
from eventapp.core.tokens import is_proof, make_proof

SESSION_COOKIE = "organiser"
SESSION_IDLE = timedelta(hours=12)
SESSION_RENEWED = timedelta(minutes=10)
ZONE_COOKIE = "own-zone"
ZONE_KEPT = timedelta(days=400)
"""The longest that browsers keep a cookie."""
_ORGANISER = "organiser"


def cookie_name(settings: Settings, name: str) -> str:
    """Under https browsers take ``__Host-`` from this very host only, for all paths, and never over http
    (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if settings.uses_https else name


def session_token() -> str:
    """What an organiser's browser shows; "" for a stranger, and for whoever did nothing for SESSION_IDLE."""
    return _session()[0]


def session_value(token: str, *, now: datetime) -> str:
    """The cookie of a session that was used ``now``: the token, the second and a signature. No row is written."""
    used = str(int(now.timestamp()))
    return f"{token}.{used}.{make_proof(links().key, SESSION_COOKIE, token, used)}"


def _session() -> tuple[str, timedelta]:
    """The session's token and how long ago it was last used; "" if the cookie is not ours or too old."""
    cookie = request.cookies.get(cookie_name(settings(), SESSION_COOKIE), "")
    token, used, proof = (*cookie.split("."), "", "", "")[:3]
    if not is_proof(links().keys, SESSION_COOKIE, proof, token, used):
        return "", timedelta()
    idle = timedelta(seconds=int(utc_now().timestamp()) - int(used))
    return token if idle < SESSION_IDLE else "", idle


def keep_session(response: Any, token: str) -> None:
    """Let the browser show that token from now on, to us alone and never to a script."""
    chosen = settings()
    value = session_value(token, now=utc_now())
    name, secure = cookie_name(chosen, SESSION_COOKIE), chosen.uses_https
    response.set_cookie(name, value, max_age=SESSION_IDLE, secure=secure, httponly=True, samesite="Lax")


def renew_session(response: Response) -> Response:
    """Note in the cookie that the session was used; not more often than SESSION_RENEWED says."""
    token, idle = _session()
    if token and idle >= SESSION_RENEWED:
        keep_session(response, token)
    return response


def note_organiser() -> None:
    """Remember in this browser, until it is closed, that an organiser was signed in: their session may end while they
    type."""
    if not session.get(_ORGANISER):
        session[_ORGANISER] = True


def was_organiser() -> bool:
    """Whether somebody was signed in here."""
    return bool(session.get(_ORGANISER))


def forget_session(response: Any) -> None:
    chosen = settings()
    name, secure = cookie_name(chosen, SESSION_COOKIE), chosen.uses_https
    response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")


def own_zone() -> str:
    """The time zone whose hours this browser's organiser wants to see beside a visit's, by its IANA name; "": none."""
    name = request.cookies.get(cookie_name(settings(), ZONE_COOKIE), "")
    return name if name in available_timezones() else ""


def keep_own_zone(response: Any, name: str) -> None:
    """Let the browser keep that zone; "": forget it."""
    chosen = settings()
    cookie, secure = cookie_name(chosen, ZONE_COOKIE), chosen.uses_https
    if name:
        response.set_cookie(cookie, name, max_age=ZONE_KEPT, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie, secure=secure, httponly=True, samesite="Lax")


class Cookies(SecureCookieSessionInterface):
    """Flask's, without making ready to check a signature when no cookie came."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return (
            super().open_session(app, request)
            if self.get_cookie_name(app) in request.cookies
            else SecureCookieSession()
        )
