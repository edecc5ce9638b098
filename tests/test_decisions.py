"""Decision records: one numbering, a status each, all in the list."""

import re

import pytest

from .processes import SOURCE

FOLDER = SOURCE / "docs" / "decisions"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
NAMED = re.compile(r"\[(\d{3})\]\((\d{3})-[a-z0-9-]+\.md\)")


def lines(name: str) -> list[str]:
    return (FOLDER / name).read_text().splitlines()


def test_no_number_is_used_twice() -> None:
    numbers = [path.name[:3] for path in RECORDS]
    assert len(numbers) > 30
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", [path.name for path in RECORDS])
def test_a_record_has_its_number_a_status_and_three_parts(name: str) -> None:
    head, text = lines(name), (FOLDER / name).read_text()
    assert re.fullmatch(r"\d{3}-[a-z0-9-]+\.md", name)
    assert re.match(rf"# {name[:3]} \w", head[0])
    assert re.fullmatch(r"\*\*Status\.\*\* (Accepted|Replaced by \[\d{3}\]\([^)]+\))(; .+)?\.", head[2])
    if head[2].startswith("**Status.** Accepted") and name != "007-dependencies.md":  # a table that grows
        assert text.index("**Context.**") < text.index("**Choice.**") < text.index("**Price.**")


@pytest.mark.parametrize("name", [path.name for path in RECORDS])
def test_a_record_that_takes_anothers_place_is_named_there(name: str) -> None:
    for number, other in re.findall(r"takes the place of (?:what )?\[(\d{3})\]\(([^)]+)\)", lines(name)[2]):
        assert f"[{name[:3]}]({name})" in lines(other)[2], number


def test_records_that_take_anothers_place_there_are() -> None:
    assert any("takes the place of" in lines(path.name)[2] for path in RECORDS)


@pytest.mark.parametrize("name", [path.name for path in RECORDS])
def test_whatever_a_record_links_to_is_there(name: str) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", (FOLDER / name).read_text()):
        assert (FOLDER / link).exists(), link
    for shown, linked in NAMED.findall((FOLDER / name).read_text()):
        assert shown == linked


def test_the_list_names_each_record_by_its_title() -> None:
    listed = re.findall(r"^- \[(.+)\]\(([^)]+)\)", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert listed == [(lines(path.name)[0][2:], path.name) for path in RECORDS]
