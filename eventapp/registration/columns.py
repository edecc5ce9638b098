"""How the columns of people are headed in spreadsheets (pure)."""

from collections.abc import Mapping
from typing import Final

PEOPLE_STEMS: Final[Mapping[str, str]] = {
    "email": "el elektron email e-mail mail epost e-post",
    "phone": "telef tel mob phone mobil tlf",
    "language": "kalb language sprak",
    "given_name": "vardas given first fornavn",
    "family_name": "pavard family last surname etternavn",
    "position": "pareig position role stilling",
    "organisation": "organizac istaig institu organi partner company",
    "name": "vard dalyv asm name participant person navn deltaker",
}
"""{column: beginnings of the words of its heading, folded}; what stands further up is tried first."""
