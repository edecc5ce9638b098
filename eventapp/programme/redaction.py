"""A release without a person who is erased (pure): the stored JSON, of any format, so that nothing else changes."""

from collections.abc import Mapping
from typing import Any

from eventapp.programme.snapshot import CONTACT


def without_contact(content: Mapping[str, Any], venue: str) -> dict[str, Any]:
    """Without whom to ask at the venue of that code."""
    venues = [
        {name: "" if name in CONTACT else value for name, value in item.items()} if item["code"] == venue else item
        for item in content["venues"]
    ]
    return {**content, "venues": venues}


def without_speaker(content: Mapping[str, Any], speaker: str) -> dict[str, Any]:
    """Without the speaker of that code, and their part of each session."""
    sessions = [
        {**item, "slots": [slot for slot in item["slots"] if slot["speaker"] != speaker]}
        for item in content["sessions"]
    ]
    speakers = [item for item in content["speakers"] if item["code"] != speaker]
    return {**content, "speakers": speakers, "sessions": sessions}
