"""What earlier releases have named."""

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.planning.plan import Key
from eventapp.programme.models import Release


def released_keys(visit_id: int) -> dict[Key, str]:
    """{key: UID, or "" for what has none} of all that any release has named: neither is ever used again."""
    contents = session.scalars(select(Release.content).where(Release.visit_id == visit_id)).all()
    return {
        Key(kind, item["code"]): item.get("uid", "")
        for content in contents
        for kind in ("organisation", "venue", "speaker", "session")
        for item in content[f"{kind}s"]
    }
