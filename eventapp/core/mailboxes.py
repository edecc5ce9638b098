"""E-mail addresses of people, in the one form in which they are stored, compared and sent (pure).

Stored: the part before the @ as it was typed, in ASCII (anything else needs SMTPUTF8, RFC 6531, which many servers
lack); behind it the domain's A-labels (RFC 5890), by UTS 46, non-transitional.
"""

import re
import string
import unicodedata
from functools import lru_cache
from typing import Final

import idna
from email_validator import EmailNotValidError, validate_email

from eventapp.core.errors import DomainNotPossible, LooksLatinBeforeTheAt, MailboxNotReachable, NotAnAddress
from eventapp.core.text import clean_line

_LOCAL: Final = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~.")
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_SMALL: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# Scripts that one language writes together (UTS 39, 5.2, "highly restrictive").
_TOGETHER: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"})
# Letters of other scripts, small as in domains, that are taken for Latin ones (UTS 39, confusables).
_LIKE_LATIN: Final = frozenset("аԁеёһіїјӏорԛѕԝхуүѵгкпьс" + "αγεηικνορτυχωϳ" + "ցհոսօքգզտ")
_LIKE_CAPITAL: Final = frozenset("АВЕЅІЈКМНОРСТХҮԌԚԜ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ" + "ՍՕ")


def parse(typed: str, *, anywhere: bool = False) -> str:
    """The form that is stored, of what a person typed; nobody is asked over the network.

    ``anywhere``: also hosts that only this machine or its network knows (``noreply@localhost``). Raises NotAnAddress,
    MailboxNotReachable and DomainNotPossible, which name the character.
    """
    address = clean_line(typed)
    local, _, domain = address.rpartition("@")
    if not local or not domain or "@" in local or " " in address:
        raise NotAnAddress
    for character in local:
        if character not in _LOCAL:
            seems_latin = character in _LIKE_LATIN or character in _LIKE_CAPITAL or _is_odd_latin(character)
            refusal = LooksLatinBeforeTheAt if seems_latin else MailboxNotReachable
            raise refusal(character=_visible(character))
    if "=?" in local:  # some servers and readers take it for an encoded word (RFC 2047) even here
        raise MailboxNotReachable(character="=?")
    _check_domain(domain)
    near = anywhere and _HOST.fullmatch(as_sent(domain))
    try:
        checked = f"{local}@example.org" if near else address
        found = validate_email(checked, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise NotAnAddress from None
    return f"{local}@{as_sent(domain) if near else found.ascii_domain}"


def _check_domain(domain: str) -> None:
    """Raises DomainNotPossible with the first character that no domain has."""
    for character in domain:
        try:
            mapped = idna.uts46_remap(character, std3_rules=True, transitional=False)
        except idna.IDNAError:
            mapped = "_"
        if not all(letter in ".-" or letter.isalnum() or unicodedata.combining(letter) for letter in mapped):
            raise DomainNotPossible(character=_visible(character))


def _visible(character: str) -> str:
    """The character, or its number where nothing would be seen."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def key(address: str) -> str:
    """By which a stored address is compared: who has the same key has the same mailbox.

    Only A–Z are made small before the @: other letters (ß, ſ) are others to mail systems.
    """
    local, at, domain = address.rpartition("@")
    return f"{local.translate(_SMALL)}{at}{as_sent(domain)}"


def counted(address: str) -> str:
    """By which letters to one mailbox are counted: the key without a subaddress (RFC 5233, behind a +)."""
    local, at, domain = key(address).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def as_sent(domain: str) -> str:
    """A domain's A-labels; as it is, in small letters, if it has none."""
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return domain.lower()


def shown(address: str) -> str:
    """A stored address as people write it; with its A-labels where the letters would deceive."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_shown_domain(domain)}"


@lru_cache(maxsize=1024)
def _shown_domain(domain: str) -> str:
    """Kept in memory, as people of one visit share few domains: a list shows thousands of addresses."""
    return domain if look_alikes(f"@{domain}") else _as_written(domain)


def look_alikes(address: str) -> str:
    """The letters of a stored address's domain that are not what they seem, each once; "" if there are none.

    Of a label in several scripts the letters that are not Latin; of one in Cyrillic, Greek or Armenian alone all, if
    each has a Latin twin and the top level is of another script; phonetic letters and the ı without a dot.
    """
    labels = _as_written(address.rpartition("@")[2]).split(".")
    top = _scripts(labels[-1])
    found = "".join(letter for label in labels for letter in _look_alikes(label, top))
    return "".join(dict.fromkeys(found))


def written_domain(address: str) -> str:
    """The domain of a stored address in its own letters, whatever they look like."""
    return _as_written(address.rpartition("@")[2])


def _look_alikes(label: str, top: frozenset[str]) -> str:
    scripts = _scripts(label)
    letters = [letter for letter in label if letter.isalpha()]
    if len(scripts) > 1 and not scripts <= _TOGETHER:
        own = "LATIN" if "LATIN" in scripts else _script(letters[0])
        return "".join(letter for letter in letters if _script(letter) != own)
    if scripts != top and all(letter in _LIKE_LATIN for letter in letters):
        return "".join(letters)
    return "".join(letter for letter in letters if _is_odd_latin(letter))


def _is_odd_latin(letter: str) -> bool:
    """Phonetic letters, and the ı without a dot."""
    return letter == "ı" or "ɐ" <= letter <= "ʯ" or "ᴀ" <= letter <= "ᶿ"


def _scripts(label: str) -> frozenset[str]:
    return frozenset(_script(letter) for letter in label if letter.isalpha())


def _script(letter: str) -> str:
    """By the first word of the character's name, which is its script's for letters."""
    return unicodedata.name(letter, "?").split()[0]


def _as_written(domain: str) -> str:
    return ".".join(_written_label(label) for label in domain.split("."))


def _written_label(label: str) -> str:
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label
