"""Rights in a visit: given and taken. There is always somebody who organises it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select

from eventapp.accounts.models import Account
from eventapp.accounts.operations import add_account
from eventapp.core.acts import Act, ActorKind
from eventapp.core.db import execute, insert_row, session
from eventapp.visits.errors import LastOrganiser, NoSuchMember
from eventapp.visits.member_history import MemberAction, record
from eventapp.visits.models import Membership, Right, Visit
from eventapp.visits.operations import hold_facts


class Member(NamedTuple):
    """``email``: the account's."""

    account_id: int
    email: str
    right: Right


def members(visit_id: int) -> Sequence[Member]:
    """Organisers first, then by address; nobody who was removed."""
    query = select(Account.id, Account.email, Membership.role).join(Membership, Membership.account_id == Account.id)
    rows = session.execute(query.where(Membership.visit_id == visit_id, Account.removed_at.is_(None)))
    found = [Member(account, email, Right(right)) for account, email, right in rows]
    return sorted(found, key=lambda member: (member.right is not Right.ORGANISER, member.email, member.account_id))


def give(visit_id: int, email: str, right: Right, *, language: str, act: Act) -> None:
    """Let the account of that address have that right and no other; of an address without one it is made.

    ``language``: of a new account. Raises LastOrganiser.
    """
    hold_facts(visit_id)
    account = add_account(email, language=language, now=act.now)
    known = session.get(Membership, (visit_id, account.id), populate_existing=True)
    if known and known.role == right:
        return
    if known:
        _check_left(known)
        before, known.role = str(known.role), right
    else:
        before = ""
        insert_row(Membership(visit_id=visit_id, account_id=account.id, role=right))
    session.flush()
    record(visit_id, account.id, MemberAction.GIVEN, before, str(right), act=act)


def take(visit_id: int, account_id: int, *, act: Act) -> None:
    """Let the account know of the visit no more. Raises NoSuchMember, LastOrganiser."""
    hold_facts(visit_id)
    known = session.get(Membership, (visit_id, account_id), populate_existing=True)
    if known is None:
        raise NoSuchMember
    _check_left(known)
    execute(delete(Membership).where(Membership.visit_id == visit_id, Membership.account_id == account_id))
    record(visit_id, account_id, MemberAction.TAKEN, str(known.role), "", act=act)


def _check_left(going: Membership) -> None:
    """Raises LastOrganiser."""
    others = (
        select(func.count())
        .select_from(Membership)
        .join(Account, Membership.account_id == Account.id)
        .where(
            Membership.visit_id == going.visit_id,
            Membership.account_id != going.account_id,
            Membership.role == Right.ORGANISER,
            Account.removed_at.is_(None),
        )
    )
    if going.role == Right.ORGANISER and not session.scalar(others):
        raise LastOrganiser


def open_new(visit_id: int, *, act: Act) -> None:
    """Of a visit that was just made: whoever made it organises it; of one that a command made, all organisers do."""
    theirs = select(Account.id).where(Account.removed_at.is_(None))
    if act.by.kind is ActorKind.ORGANISER:
        theirs = theirs.where(Account.id == act.by.account_id)
    for account_id in session.scalars(theirs).all():
        insert_row(Membership(visit_id=visit_id, account_id=account_id, role=Right.ORGANISER))


def organise_all(email: str, *, language: str, now: datetime) -> Account:
    """Make an organiser, of every visit that there is, of that address, as ``mailboxes.parse`` gives it."""
    account = add_account(email, language=language, now=now)
    for visit_id in session.scalars(select(Visit.id)).all():
        known = session.get(Membership, (visit_id, account.id))
        if known is None:
            insert_row(Membership(visit_id=visit_id, account_id=account.id, role=Right.ORGANISER))
        else:
            known.role = Right.ORGANISER
    session.flush()
    return account
