"""What a leader does to the people of a group: somebody is taken out, another comes instead, a name is corrected, and
answers are given for whoever has no mailbox of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import insert_row, session
from eventapp.core.text import LANGUAGES, LocalizedText, Message, translate
from eventapp.delegations import mails
from eventapp.delegations.errors import AnswersThemselves, NotInTheGroup
from eventapp.delegations.history import GroupAction, record
from eventapp.delegations.models import Delegation, Member
from eventapp.delegations.operations import Newcomer, write_newcomer
from eventapp.delegations.queries import group_of, member_of, people_of
from eventapp.delegations.rules import check_changing, decide_group
from eventapp.questions.answers import write_instead
from eventapp.questions.rules import Answered
from eventapp.registration.choosing import judge_change
from eventapp.registration.consent import Consent
from eventapp.registration.consent_texts import keep_texts
from eventapp.registration.history import PersonAction
from eventapp.registration.history import record as record_person
from eventapp.registration.mails import TAKEN_OFF
from eventapp.registration.models import Registration
from eventapp.registration.operations import cancel_rows, promote, replace_row
from eventapp.registration.queries import places
from eventapp.registration.rows import get_row, store, write
from eventapp.registration.rules import ENDED, Diet, Entry, Moderated, Status, queue_is_open
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts

TAKEN_OUT = Message("The leader of your group has cancelled your registration.")


def withdraw_member(visit_id: int, group_id: UUID, member_id: UUID | None, *, act: Act) -> None:
    """Take somebody out, who is told; the next in the queue gets the place.

    Of whoever was registered before nothing changes but the list. Raises NotInTheGroup, NoSuchGroup, VisitNotFound,
    RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    _, member, row = _member(visit, group_id, member_id)
    member.left_at = act.now
    if member.made:
        cancel_rows(visit, [row], act, first=_in_each_language(TAKEN_OUT))
    else:
        write(TAKEN_OFF, row, visit, act)
    session.flush()


def replace_member(visit_id: int, group_id: UUID, member_id: UUID | None, entry: Entry, *, act: Act) -> None:
    """Let somebody else come instead, with place and turn of whoever was there; both are told.

    Whoever was registered before the group keeps their place: then the new one gets what any newcomer does. Raises
    NotInTheGroup, ReplacingIsOver, NotEnoughPlaces, NoSuchGroup, VisitNotFound, RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    check_changing(visit, act.now)
    group, member, row = _member(visit, group_id, member_id)
    status: Status
    if member.made and row.status not in ENDED:
        had, turn = replace_row(visit, row, act)
        status = Status.CONFIRMED if had == Status.OFFERED else had  # whoever is sent comes
    else:
        queue = queue_is_open(visit, queue=visit.queue, now=act.now)
        [status], turn = decide_group(places(visit), group.organisation_id, 1, queue=queue), visit.version
        if Moderated(visit.moderated).concerns(group.organisation_id):
            status = Status.PENDING
        if not member.made:
            write(TAKEN_OFF, row, visit, act)
    is_own = bool(entry.email) and mailboxes.key(entry.email) != mailboxes.key(group.email)
    made, new = write_newcomer(visit._replace(version=turn), group, Newcomer(entry, is_own), status, act)
    member.replaced_by = new.id
    session.flush()
    insert_row(
        Member(
            id=uuid4(),
            delegation_id=group.id,
            registration_id=new.id,
            position=member.position,
            made=made,
            is_reached=not is_own,
            given_name="" if made else entry.given_name,
            family_name="" if made else entry.family_name,
            status=status,
            turn=turn,
        )
    )
    promote(visit, act)


def rename_member(
    visit_id: int, group_id: UUID, member_id: UUID | None, given_name: str, family_name: str, *, act: Act
) -> None:
    """Correct how somebody without a mailbox of their own is called. The same name is no change.

    Raises AnswersThemselves, NotInTheGroup, NoSuchGroup, VisitNotFound, RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    _, _, row = _reached(visit, group_id, member_id)
    names = {"given_name": given_name, "family_name": family_name}
    changed = [name for name, said in names.items() if getattr(row, name) != said]
    for name in changed:
        setattr(row, name, names[name])
    if changed:
        store(row)
        record_person(row, PersonAction.CHANGED, act, [{"field": name} for name in changed])


@dataclass(frozen=True, slots=True)
class Said:
    """What a leader answers for somebody. ``care``: what was agreed to for diet and needs, None: they are not kept."""

    diet: Diet
    diet_note: str
    needs: str
    care: Consent | None
    answered: Answered


def answer_for(visit_id: int, group_id: UUID, member_id: UUID | None, said: Said, *, act: Act) -> None:
    """Keep the answers for somebody without a mailbox of their own; nothing of earlier ones stays.

    Raises AnswersThemselves, NotInTheGroup, NoSuchGroup, VisitNotFound, RegistrationNotFound, PersonIsEmptied,
    ChoiceIsFull.
    """
    visit = hold_facts(visit_id)
    _, member, row = _reached(visit, group_id, member_id)
    fields = [*said.answered.as_fields()]
    answered = judge_change(row, said.answered, fields, visit.version)
    of_care: Mapping[str, Any] = {"diet": said.diet, "diet_note": said.diet_note, "needs": said.needs}
    if said.care is None:
        of_care = {"diet": Diet.NONE, "diet_note": "", "needs": ""}
    for name, value in of_care.items():
        setattr(row, name, value)
    [row.care_consent_id] = keep_texts(visit_id, said.care)
    row.care_agreed_at = act.now if said.care else None
    store(row)
    write_instead(visit_id, row.id, answered)
    member.answered_at = act.now
    session.flush()
    record_person(row, PersonAction.CHANGED, act, [{"field": name} for name in [*of_care, *fields]])
    promote(visit, act)


def send_group_link(visit_id: int, group_id: UUID, *, act: Act, anew: bool = False) -> None:
    """Write to the leader once more; ``anew``: with a new link, and the earlier ones open nothing any more.

    Raises NoSuchGroup, VisitNotFound.
    """
    visit = hold_facts(visit_id)
    group = group_of(visit_id, group_id)
    if anew:
        group.generation += 1
        session.flush()
    record(group, GroupAction.LINK_REPLACED if anew else GroupAction.LINK_SENT, act)
    mails.write(mails.NEW_LINK if anew else mails.ONCE_MORE, group, people_of(visit, group), visit, act)


def _member(visit: VisitFacts, group_id: UUID, member_id: UUID | None) -> tuple[Delegation, Member, Registration]:
    """Raises NotInTheGroup, NoSuchGroup, RegistrationNotFound, PersonIsEmptied."""
    group = group_of(visit.id, group_id)
    member = member_of(group, member_id)
    if member is None:
        raise NotInTheGroup
    return group, member, get_row(visit.id, member.registration_id)


def _reached(visit: VisitFacts, group_id: UUID, member_id: UUID | None) -> tuple[Delegation, Member, Registration]:
    """The same of whoever has no mailbox of their own. Raises AnswersThemselves, and what ``_member`` does."""
    group, member, row = _member(visit, group_id, member_id)
    if not member.is_reached or row.email_key is not None:
        raise AnswersThemselves
    return group, member, row


def _in_each_language(message: Message) -> LocalizedText:
    return {language: translate(language, message) for language in LANGUAGES}
