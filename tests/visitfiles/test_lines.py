"""Finding the lines of keys in TOML; the parser of the standard library says what is there."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from eventapp.visitfiles.lines import find_lines, line_of

TEXT = '''# a comment = 1
[visit]
slug = "oslo" # slug = 2
name.lt = "a # b"
"quoted" = 'x'
purpose.en = """
[not.a.table]
also = "not a key"
\\"""
"""
languages = [
  "lt", # ]
  "en",
]

[[venue]]
code = "a"
[[venue.room]]
code = "r"
[[venue]]
  code = "b"
  [[venue.room]]
  code = "s"
  name = { lt = "S", en = "}" }
'''


def test_every_table_and_key_has_its_line() -> None:
    tomllib.loads(TEXT)
    assert find_lines(TEXT) == {
        ("visit",): 2,
        ("visit", "slug"): 3,
        ("visit", "name"): 4,
        ("visit", "name", "lt"): 4,
        ("visit", "quoted"): 5,
        ("visit", "purpose"): 6,
        ("visit", "purpose", "en"): 6,
        ("visit", "languages"): 11,
        ("venue",): 16,
        ("venue", 0): 16,
        ("venue", 0, "code"): 17,
        ("venue", 0, "room"): 18,
        ("venue", 0, "room", 0): 18,
        ("venue", 0, "room", 0, "code"): 19,
        ("venue", 1): 20,
        ("venue", 1, "code"): 21,
        ("venue", 1, "room"): 22,
        ("venue", 1, "room", 0): 22,
        ("venue", 1, "room", 0, "code"): 23,
        ("venue", 1, "room", 0, "name"): 24,
    }


def test_what_stands_inside_a_value_has_the_line_of_its_statement() -> None:
    lines = find_lines(TEXT)
    assert line_of(lines, ("venue", 1, "room", 0, "name", "en")) == 24
    assert line_of(lines, ("nothing", "of", "this")) == 1


STRINGS = st.text(st.sampled_from("ab\"'#=[]{}\\\n ,"), max_size=12)


@given(st.lists(STRINGS, min_size=1, max_size=6))
def test_whatever_stands_in_strings_the_next_key_is_found(strings: list[str]) -> None:
    escaped = [s.replace("\\", "\\\\").replace('"', '\\"') for s in strings]
    text = "\n".join(f'k{n} = ["""{words}""", {{a = """{words}"""}}]' for n, words in enumerate(escaped))
    tomllib.loads(text)
    expected = {(f"k{n}",): 1 + n + 2 * sum(s.count("\n") for s in strings[:n]) for n in range(len(strings))}
    assert find_lines(text) == expected
