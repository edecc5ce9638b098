"""Who asks, as far as a request says: in which language, from which network."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request, session

from eventapp.core.text import LANGUAGES, choose_language


def language() -> str:
    """Of an address without a language: ``?l=`` (remembered in the cookie), the cookie, then Accept-Language."""
    asked = request.args.get("l", "")
    if asked in LANGUAGES:
        session["language"] = asked
        return asked
    remembered: str = session.get("language", "")
    return remembered if remembered in LANGUAGES else choose_language(list(request.accept_languages))


def account_language(known: str) -> str:
    """The account's, or the one last chosen in this browser with ``?l=``."""
    chosen = language()
    return chosen if session.get("language") in LANGUAGES else known


def network() -> str:
    """Of whoever asks, behind EVENTAPP_TRUSTED_PROXIES as they report it: an IPv4 address, or the /64 of an IPv6 one,
    which is what a provider gives to one household. Whatever is no address (a socket's name) stands for itself."""
    told = request.remote_addr or ""
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
