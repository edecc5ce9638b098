"""What is an address of this app at all, and what a redirect may name."""

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import BaseConverter

from eventapp.core.errors import NotFound
from eventapp.core.text import LANGUAGES


class LanguageConverter(BaseConverter):
    """``<language:language>``: an address in an unknown language is no address."""

    regex = "|".join(LANGUAGES)


class PrintableConverter(BaseConverter):
    """``<slug>`` and its like: an address with a control character in it is no address (PostgreSQL takes no NUL)."""

    regex = r"[^/\x00-\x1f\x7f]+"
    part_isolating = True


def refuse_nul() -> None:
    """The same of what is asked behind the question mark. Raises NotFound."""
    if b"%00" in request.query_string:
        raise NotFound


def path_of(address: str) -> str:
    """Path and query of an address, as a redirect may name them: whatever host it says (the router makes it of what
    the reader wrote), and however many slashes the path begins with, it leads to this host."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path


def prepare(app: Flask) -> None:
    """Before any route: the converters that rules name."""
    app.url_map.converters |= {"language": LanguageConverter, "default": PrintableConverter}
    app.before_request(refuse_nul)
