"""Every public address, in one place (pure): pages, mails, calendars and paper agree on them."""

from collections.abc import Iterable
from urllib.parse import urlencode

SIGN_IN = "/sign-in"
DESK = "/organise/"
ACCOUNT = "/organise/account"
NEW_VISIT = "/organise/new"
MY_LINK = "/r/"


def visits(language: str) -> str:
    return f"/{language}/"


def visit(language: str, slug: str) -> str:
    return f"/{language}/{slug}/"


def programme(language: str, slug: str, ending: str = "", chosen: Iterable[tuple[str, str]] = ()) -> str:
    """``ending`` is "", or that of a file (publishing.formats); ``chosen``: the pairs of a programme.selection."""
    query = urlencode(tuple(chosen))
    return f"/{language}/{slug}/programme{ending}" + (f"?{query}" if query else "")


def changes(language: str, slug: str, ending: str = "") -> str:
    """``ending`` is "", or ".atom" of the feed."""
    return f"/{language}/{slug}/changes{ending}"


def session(language: str, slug: str, code: str, ending: str = "") -> str:
    return f"/{language}/{slug}/sessions/{code}{ending}"


def speaker(language: str, slug: str, code: str) -> str:
    return f"/{language}/{slug}/speakers/{code}"


def venue(language: str, slug: str, code: str) -> str:
    return f"/{language}/{slug}/venues/{code}"


def register(language: str, slug: str) -> str:
    return f"/{language}/{slug}/register"


def register_sent(language: str, slug: str) -> str:
    return f"/{language}/{slug}/register/sent"


def register_group(language: str, slug: str) -> str:
    return f"/{language}/{slug}/register/group"


def register_group_sent(language: str, slug: str) -> str:
    return f"/{language}/{slug}/register/group/sent"


def privacy(language: str, slug: str) -> str:
    return f"/{language}/{slug}/privacy"


def registration(token: str) -> str:
    return f"/r/{token}"


def group(token: str) -> str:
    """A leader's people."""
    return f"/g/{token}"


def speaker_link(token: str) -> str:
    return f"/s/{token}"


def confirm_email(proof: str) -> str:
    return f"/r/email/{proof}"


def sign_in(token: str) -> str:
    return f"{SIGN_IN}/{token}"


def desk(slug: str, page: str = "", *rest: str) -> str:
    """An organiser's page of a visit: "" is the overview, ``rest`` what stands behind, e.g. a code."""
    return "/".join([f"{DESK}visits/{slug}", *filter(None, (page, *rest))]) + ("" if page else "/")
