"""A visit written as a file that loads to the same visit (pure)."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.planning.plan import TABLES, TOP, VISIT, Fields, Key, Plan, initial_fields
from eventapp.visits.values import Value, show_clock


def write_visit_file(slug: str, plan: Plan) -> str:
    """TOML in the order of the plan. What is as it is at first (nothing, most often) is left out."""
    zone = ZoneInfo(str(plan[VISIT]["timezone"]))
    blocks = [
        "\n".join(_table(key, slug, plan, zone))
        for kind in TOP
        for top in plan
        if top.kind == kind
        for key in (top, *(inner for inner, _ in plan.parts_of(top)))
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(key: Key, slug: str, plan: Plan, zone: ZoneInfo) -> Iterator[str]:
    kind, fields = key.kind, plan[key]
    header = ".".join(key.parts[::2])
    if key.is_single:
        lines = [*(_names(slug, fields) if kind == "visit" else ()), *_lines(kind, fields, zone)]
        yield from (f"[{header}]", *lines) if lines else ()
        return
    yield f"[[{header}]]"
    yield f"{TABLES[kind].own[0]} = {_quoted(key.code)}"
    yield from _lines(kind, fields, zone)


def _names(slug: str, fields: Fields) -> Iterator[str]:
    yield f"slug = {_quoted(slug)}"
    if fields["calendar_uid"]:  # this and the sessions' UIDs are that visit's alone
        yield f"dumped_from = {_quoted(slug)}"


def _lines(kind: str, fields: Fields, zone: ZoneInfo) -> Iterator[str]:
    initial = initial_fields(kind)
    for name, field in TABLES[kind].fields.items():
        if name == "starts":
            yield from _times(fields, zone)
        for flat in field.flat_names(name):
            if fields[flat] != initial[flat] and name not in ("starts", "ends"):
                yield f"{flat} = {_value(fields[flat], zone)}"


def _times(fields: Fields, zone: ZoneInfo) -> Iterator[str]:
    starts, ends = fields["starts"], fields["ends"]
    if not starts:  # nor an end
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
    body = "\n".join(_escaped(row)[1:-1] for row in words.split("\n"))
    if '"""' not in words and not words.endswith('"'):  # where quotes cannot be taken for the end they stay as they are
        body = body.replace('\\"', '"')
    return f'"""\n{body}"""'


def _escaped(words: str) -> str:
    # JSON's escapes are TOML's too, but for DEL, which JSON leaves alone.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
