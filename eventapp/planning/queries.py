"""What earlier releases have named."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select

from eventapp.core.db import execute
from eventapp.planning.plan import Key
from eventapp.programme.models import Release


class Named(NamedTuple):
    """By releases. ``uid``: "" of what has none; ``last``: when the last of them was released."""

    uid: str
    last: datetime


class Released:
    """What the releases of a visit have named; they are read when that is first asked, and once."""

    def __init__(self, visit_id: int) -> None:
        self._visit_id = visit_id

    @cached_property
    def things(self) -> Mapping[Key, Named]:
        """By key."""
        columns = select(Release.released_at, Release.content).where(Release.visit_id == self._visit_id)
        return {
            Key(kind, item["code"]): Named(item.get("uid", ""), release.released_at)
            for release in execute(columns.order_by(Release.number))
            for kind in ("organisation", "venue", "speaker", "session")
            for item in release.content[f"{kind}s"]
        }

    def names_since(self, key: Key, moment: datetime) -> bool:
        """Whether a release of that second, which is all that it knows of its moment, or a later one names it."""
        named = self.things.get(key)
        return named is not None and named.last >= moment.replace(microsecond=0)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Of all of them."""
        return frozenset(key.code for key in self.things)


def released_keys(visit_id: int) -> dict[Key, str]:
    """{key: UID, or "" for what has none} of all that any release has named: neither is ever used again."""
    return {key: named.uid for key, named in Released(visit_id).things.items()}
