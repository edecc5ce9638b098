"""A visit written as a file that loads to the same visit (pure)."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.core.text import LANGUAGES
from eventapp.publishing.visit_format import TABLES, TOP, Fields, Key, Plan, initial_fields, kind_of
from eventapp.publishing.visit_values import Value, show_clock


def write_visit_file(slug: str, plan: Plan) -> str:
    """TOML in the order of the plan. What is as it is at first (nothing, most often) is left out."""
    zone = ZoneInfo(str(plan[("visit",)]["timezone"]))
    blocks = [
        "\n".join(_table(key, slug, plan, zone))
        for kind in TOP
        for top in plan
        if top[0] == kind and len(top) <= 2
        for key in (top, *(inner for inner in plan if len(inner) > 2 and inner[:2] == top))
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(key: Key, slug: str, plan: Plan, zone: ZoneInfo) -> Iterator[str]:
    kind, said = kind_of(key), plan[key]
    header = ".".join(key[::2])
    if len(key) == 1:
        lines = [*([f"slug = {_quoted(slug)}"] if kind == "visit" else []), *_lines(kind, said, zone)]
        yield from (f"[{header}]", *lines) if lines else ()
        return
    yield f"[[{header}]]"
    yield f"{TABLES[kind].own[0]} = {_quoted(key[-1])}"
    yield from _lines(kind, said, zone)


def _lines(kind: str, said: Fields, zone: ZoneInfo) -> Iterator[str]:
    initial = initial_fields(kind)
    for name, field in TABLES[kind].fields.items():
        if name == "starts":
            yield from _times(said, zone)
        names = [f"{name}.{language}" for language in LANGUAGES] if field.local else [name]
        for flat in names:
            if said[flat] != initial[flat] and name not in ("starts", "ends"):
                yield f"{flat} = {_value(said[flat], zone)}"


def _times(said: Fields, zone: ZoneInfo) -> Iterator[str]:
    starts, ends = said["starts"], said["ends"]
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return
    first, last = starts.astimezone(zone).date(), ends.astimezone(zone).date()
    yield f"day = {first}"
    yield f'from = "{show_clock(starts, zone)}"'
    yield f'to = "{show_clock(ends, zone)}"'
    if last != first:
        yield f"to_day = {last}"


def _value(value: Value, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f'"{value.astimezone(zone):%Y-%m-%d} {show_clock(value, zone)}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(item) for item in value)}]"
    if isinstance(value, int | float | date):
        return str(value)
    return _quoted(value or "")


def _quoted(words: str) -> str:
    """A TOML string; several lines stand below each other between triple quotes."""
    if "\n" not in words:
        return _escaped(words)
    rows = (_escaped(row)[1:-1].replace('\\"', '"') for row in words.split("\n"))
    body = "\n".join(rows).replace('"""', '""\\"')
    return f'"""\n{body}"""' if not body.endswith('"') else f'"""\n{body[:-1]}\\""""'


def _escaped(words: str) -> str:
    # JSON's escapes are TOML's too, but for DEL, which JSON leaves alone.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
