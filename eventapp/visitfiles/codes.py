"""Codes that nothing in a visit has yet (pure)."""

import secrets
from string import ascii_lowercase


def draw_code(taken: set[str]) -> str:
    """Five random letters, which are taken from then on."""
    while (code := "".join(secrets.choice(ascii_lowercase) for _ in range(5))) in taken:
        pass
    taken.add(code)
    return code
