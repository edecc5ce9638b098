"""Rights in a visit: given, taken, never all of them; who makes a visit organises it."""

import pytest
from flask import Flask

from eventapp.accounts.errors import AccountNotFound
from eventapp.accounts.operations import remove_account
from eventapp.accounts.queries import find_account, get_account
from eventapp.core.acts import COMMAND, Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.creation import NewVisit, create_visit
from eventapp.visits.access import ORGANISER, READER, access, organises, visit_for, visits_of
from eventapp.visits.errors import LastOrganiser, NoSuchMember, VisitNotFound
from eventapp.visits.history import history
from eventapp.visits.members import give, members, organise_all, take
from eventapp.visits.models import Right
from tests.factories import LINKS, NOON, make_visit

ONA, JONAS = "ona@example.org", "jonas@example.org"


def by(account_id: int) -> Act:
    return Act(organiser(account_id), LINKS, NOON)


def account(email: str) -> int:
    with transaction():
        return organise_all(email, language="en", now=NOON).id


def given(visit_id: int, email: str, right: Right, act: Act) -> int:
    with transaction():
        give(visit_id, email, right, language="lt", act=act)
    session.remove()
    return get_account(email).id


def taken(visit_id: int, account_id: int, act: Act) -> None:
    with transaction():
        take(visit_id, account_id, act=act)


def rights(visit_id: int) -> dict[str, str]:
    session.remove()
    return {member.email: str(member.right) for member in members(visit_id)}


def test_who_is_made_an_organiser_by_a_command_organises_every_visit_there_is(app: Flask) -> None:
    first = make_visit().id
    account(ONA)
    second = make_visit(slug="bergen").id
    assert rights(first) == rights(second) == {ONA: "organiser"}
    ona = get_account(ONA).id
    given(first, JONAS, Right.ORGANISER, by(ona))
    given(first, ONA, Right.READER, by(ona))
    account(ONA)
    assert rights(first)[ONA] == "organiser", "who runs the installation has said so again"


def test_who_makes_a_visit_organises_it_and_nobody_else(app: Flask) -> None:
    ona, jonas = account(ONA), account(JONAS)
    fields = {"name.en": "New", "first_day": NOON.date(), "last_day": NOON.date(), "timezone": "Europe/Oslo"}
    with transaction():
        slug = create_visit(NewVisit(fields=fields, slug="new"), act=by(ona))
    visit = visit_for(get_account(ONA), slug)
    assert rights(visit.id) == {ONA: "organiser"}
    assert [each.slug for each in visits_of(get_account(JONAS))] == []
    with pytest.raises(VisitNotFound):
        visit_for(get_account(JONAS), slug, READER)
    assert (organises(ona, visit.id), organises(jonas, visit.id)) == (True, False)


def test_a_reader_reads_and_an_organiser_does_both(app: Flask) -> None:
    ona, visit = account(ONA), make_visit().id
    reader = given(visit, "Skaityk@Example.ORG", Right.READER, by(ona))
    known = find_account("skaityk@example.org")
    assert known is not None
    assert (known.id, known.language) == (reader, "lt")
    assert access(known, "oslo", READER)[1] is READER
    assert access(get_account(ONA), "oslo", READER)[1] is ORGANISER
    with pytest.raises(VisitNotFound):
        visit_for(known, "oslo")
    with pytest.raises(VisitNotFound):
        visit_for(known, "nowhere", READER)
    assert [each.slug for each in visits_of(known)] == ["oslo"]
    assert visits_of(known, ORGANISER) == []


def test_rights_are_changed_and_told(app: Flask) -> None:
    ona, visit = account(ONA), make_visit().id
    jonas = given(visit, JONAS, Right.READER, by(ona))
    given(visit, JONAS, Right.READER, by(ona))
    given(visit, JONAS, Right.ORGANISER, by(ona))
    taken(visit, jonas, by(ona))
    assert rights(visit) == {ONA: "organiser"}
    told = [(entry.action, entry.thing, entry.changes[0]["old"], entry.changes[0]["new"]) for entry in history(visit)]
    assert told == [
        ("taken", f"member.{jonas}", "organiser", ""),
        ("given", f"member.{jonas}", "reader", "organiser"),
        ("given", f"member.{jonas}", "", "reader"),
    ]
    with pytest.raises(NoSuchMember):
        taken(visit, jonas, by(ona))


def test_the_last_organiser_stays(app: Flask) -> None:
    ona, visit = account(ONA), make_visit().id
    given(visit, JONAS, Right.READER, by(ona))
    for change in (lambda: taken(visit, ona, by(ona)), lambda: given(visit, ONA, Right.READER, by(ona))):
        with pytest.raises(LastOrganiser):
            change()
    given(visit, JONAS, Right.ORGANISER, by(ona))
    with transaction():
        remove_account(JONAS, now=NOON)
    assert rights(visit) == {ONA: "organiser"}, "who was removed is nobody"
    with pytest.raises(LastOrganiser):
        taken(visit, ona, by(ona))
    with pytest.raises(AccountNotFound):
        get_account(JONAS)


def test_a_visit_of_a_command_is_everybody_s(app: Flask) -> None:
    account(ONA)
    account(JONAS)
    assert set(rights(make_visit().id)) == {ONA, JONAS}
    assert Act(COMMAND, LINKS, NOON).by.account_id is None
