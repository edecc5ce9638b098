"""People are found by words joined to the end of each field, in both ways of writing å, and by any four digits."""

import re
import unicodedata
from collections.abc import Callable, Iterator

import idna
import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# As the program of this day folds (registration.finding, core.text).
LONGEST = 60
OTHERWISE = "~"
_WORD = re.compile(r"[^\W_\u02b0-\u02ff]+")
_WRITTEN_OUT = str.maketrans({"å": "aa", "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "œ": "oe", "ü": "ue"})
_TWO_LETTERS = re.compile(r"([ao])(?:(?<=a)[ae]|(?<=o)e)|(u)e")
_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
_ALIKE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
)


def fold(text: str) -> str:
    """For searching and sorting: without case and diacritics, so that Brønnøysund and "bronnoysund" are the same."""
    # a letter's plain form may be a capital, so case goes twice
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_ALIKE)
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(kept.split())


def search_words(text: str) -> list[str]:
    """The words of a text: folded, without the signs between them."""
    return _WORD.findall(fold(text))


def kept_words(*fields: str, phone: str = "") -> list[str]:
    """By which a person is found. ``phone``: E.164."""
    found = [word for field in fields for word in _of_field(field)]
    return list(dict.fromkeys([*found, *_of_phone(phone.removeprefix("+"))]))


def _of_field(field: str) -> Iterator[str]:
    plain, other = search_words(field), _WORD.findall(_otherwise(field))
    for words, mark in ((plain, ""), (other if other != _WORD.findall(_written_out(field)) else [], OTHERWISE)):
        for place in range(len(words)):
            yield f"{mark}{''.join(words[place:])}"[:LONGEST]


def _of_phone(digits: str) -> Iterator[str]:
    if digits:
        yield digits
        yield from (digits[start:] for start in range(1, len(digits) - 3))
        code = _CODE.match(digits)
        # as it is dialled inside its country; of most of them with 0
        yield f"0{digits[code.end() if code else 0 :]}"


def _written_out(text: str) -> str:
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_WRITTEN_OUT))


def _otherwise(text: str) -> str:
    return _TWO_LETTERS.sub(lambda found: found[1] or found[2], _written_out(text))


def kept_before(*fields: str, phone: str) -> list[str]:
    digits = phone.removeprefix("+")
    words = [*re.findall(r"[^\W_]+", fold(" ".join(fields))), *filter(None, (digits, digits[2:], digits[3:]))]
    return " ".join(words)[:600].split()


def upgrade() -> None:
    make_anew(lambda *fields, phone: kept_words(*fields, phone=phone))


def downgrade() -> None:
    make_anew(kept_before)


def make_anew(words_of: Callable[..., list[str]]) -> None:
    """Keys and words of everybody; those of nobody are gone."""
    connection = op.get_bind()
    words = sa.table(
        "registration_word", sa.column("visit_id"), sa.column("word"), sa.column("registration_id", sa.Uuid())
    )
    connection.execute(words.delete())
    names = ("family_name", "given_name", "email", "other_organisation", "phone", "visit_id", "search_key")
    for name in ("registration", "attempt"):
        table = sa.table(name, sa.column("id", sa.Uuid()), *map(sa.column, names))
        for row in connection.execute(sa.select(table)).mappings().all():
            fields = (row["family_name"], row["given_name"], shown(row["email"]), row["other_organisation"])
            found = words_of(*fields, phone=row["phone"])
            connection.execute(table.update().where(table.c.id == row["id"]).values(search_key=" ".join(found)))
            rows = [
                {"visit_id": row["visit_id"], "word": each, "registration_id": row["id"]} for each in sorted({*found})
            ]
            if rows:
                connection.execute(words.insert(), rows)


def shown(address: str) -> str:
    """With the domain as people write it (core.mailboxes)."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{idna.decode(domain)}" if "xn--" in domain else address
    except idna.IDNAError:
        return address
