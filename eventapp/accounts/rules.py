"""How long links and sessions live, whom letters reach, and what a browser is called (pure)."""

import re
from datetime import timedelta
from typing import Final

LINK_LIFE: Final = timedelta(minutes=30)
PRINTED_LINK_LIFE: Final = timedelta(hours=24)
SESSION_LIFE: Final = timedelta(days=14)
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS X", "Mac"), ("Linux", "Linux")),
)


def has_mailbox(email: str) -> bool:
    """Whether letters can reach it: ``organiser@localhost``, whom ``eventapp run`` makes, reads none."""
    return not email.endswith("@localhost")


def device(user_agent: str) -> str:
    """A browser as its owner knows it, "Firefox, Android"; "" where nothing is recognised. No version, nothing else."""
    found = [next((name for word, name in known if re.search(word, user_agent)), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))
