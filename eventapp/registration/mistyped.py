"""Likely typing mistakes in the host of an e-mail address (pure): what was typed is believed, and asked about once."""

from collections.abc import Iterable, Sequence
from functools import cache
from urllib.parse import urlsplit

from eventapp.core import mailboxes
from eventapp.core.paths import PACKAGE


@cache
def mail_hosts() -> tuple[str, ...]:
    """Those of our file, in small letters, the most usual first."""
    lines = (PACKAGE / "data" / "mail-hosts.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def host_of(website: str) -> str:
    """The host at which an organisation with that website may have its mailboxes; "" if it has none."""
    return mailboxes.as_sent((urlsplit(website).hostname or "").removeprefix("www."))


def likely_address(address: str, hosts: Iterable[str]) -> str:
    """The stored address with the host that was probably meant; "" if its host is one of these, or like none."""
    local, _, host = address.rpartition("@")
    known = list(dict.fromkeys(filter(None, hosts)))
    meant = "" if host in known else next((other for other in known if is_one_edit(host, other)), "")
    return f"{local}@{meant}" if meant else ""


def is_one_edit(typed: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether a letter too many, one too few, another one, or two in the wrong order make the one of the other."""
    same = next((at for at, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    at = min(len(typed), len(meant)) if same is None else same
    one, other = typed[at:], meant[at:]
    swapped = one[1::-1] == other[:2] and one[2:] == other[2:] and len(one) > 1
    return typed != meant and (one[1:] == other or one == other[1:] or one[1:] == other[1:] or swapped)
