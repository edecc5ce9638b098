"""Letters about people without a mailbox of their own go to the leader of their group, with the leader's link."""

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.links import Links
from eventapp.delegations.models import Delegation, Member
from eventapp.registration.models import Registration
from eventapp.registration.reach import Through, finder


@finder
def leader_of(registration: Registration, links: Links) -> Through | None:
    """The leader through whom somebody is reached; None: nobody, or they are erased."""
    query = select(Delegation).join(Member, Member.delegation_id == Delegation.id)
    query = query.where(Member.registration_id == registration.id, Member.is_reached, Delegation.emptied_at.is_(None))
    group = session.scalars(query.order_by(Delegation.created_at.desc()).limit(1)).first()
    if group is None:
        return None
    name = f"{group.given_name} {group.family_name}"
    return Through(name, group.email, links.group(group.id, group.generation), group.language)
