"""The code keeps the rules of docs/house.md, and each rule bites: one breach planted for each is seen, and only it."""

from pathlib import Path

import pytest

from tests.architecture import rules, rules_of_docstrings, rules_of_transactions  # noqa: F401  # they register theirs
from tests.architecture.house import House
from tests.architecture.registry import EXCEPTIONS, RULES, breaches, idle_exceptions

ROOT = Path(__file__).parents[2]

# A house in which nothing is wrong; each breach changes one file of it.
SOUND = {
    "eventapp/__init__.py": "",
    "eventapp/app.py": "from eventapp.visits import views\nfrom eventapp.registration import jobs\n",
    "eventapp/config.py": "\n" * 300,  # so that its rooms are small beside the whole
    "eventapp/worker.py": "",
    "eventapp/core/__init__.py": "",
    "eventapp/core/clock.py": "from datetime import UTC, datetime\n\n\ndef utc_now():\n    return datetime.now(UTC)\n",
    "eventapp/core/current.py": "from flask import current_app\n",
    "eventapp/core/db.py": "def transaction():\n    session.commit()\n",
    "eventapp/visits/__init__.py": "",
    "eventapp/visits/models.py": "class Visit:\n    opens_at: Mapped[datetime | None]\n    ends_on: Mapped[date]\n",
    "eventapp/visits/errors.py": "class VisitNotFound(Exception): ...\n\n\nclass Gone(VisitNotFound): ...\n",
    "eventapp/visits/operations.py": (
        "from eventapp.visits.errors import Gone, VisitNotFound\n\n\n"
        'def hold_visit(visit_id):\n    """Lock. Raises VisitNotFound."""\n    _check(visit_id)\n\n\n'
        "def _check(visit_id):\n    if visit_id:\n        raise Gone\n"
    ),
    "eventapp/visits/rules.py": '"""What holds (pure)."""\n\n\ndef is_over(now):\n    """Whether."""\n    return now\n',
    "eventapp/visits/views.py": "from flask import Blueprint\nfrom eventapp.core.clock import utc_now\n",
    "eventapp/exports/__init__.py": "",
    "eventapp/exports/ical.py": "def feed():\n    import icalendar\n",
    "eventapp/registration/__init__.py": "",
    "eventapp/registration/queries.py": "from eventapp.visits.models import Visit\n",
    "eventapp/registration/operations.py": (
        "from eventapp.registration import queries\nfrom eventapp.visits.operations import hold_visit\n\n\n"
        'def register(visit_id):\n    """Write a row. Raises VisitNotFound."""\n    hold_visit(visit_id)\n'
    ),
    "eventapp/registration/jobs.py": (
        "from eventapp.core.db import transaction\n\n\ndef tidy():\n    with transaction():\n        pass\n"
    ),
    "migrations/versions/0001.py": "from alembic import op\n",
    "templates/visits/visit.html": "<p>one</p>\n",
}
LONG = "def long():\n" + "    pass\n" * 40
# rule: (file, what is added to it)
BREACHES = {
    "rooms_look_only_to_the_left": ("eventapp/visits/operations.py", "from eventapp.registration import queries\n"),
    "no_room_is_much_larger_than_others": ("eventapp/registration/queries.py", "x = 1\n" * 80),
    "every_room_is_known": ("eventapp/cellar/wine.py", "x = 1\n"),
    "nobody_imports_a_door": ("eventapp/registration/jobs.py", "from eventapp.visits.views import bp\n"),
    "kinds_of_files_keep_their_order": (
        "eventapp/registration/queries.py",
        "from eventapp.registration import mails\n",
    ),
    "no_import_circles": ("eventapp/visits/alpha.py", "from eventapp.visits.beta import x\n"),
    "flask_stays_at_the_doors": ("eventapp/registration/operations.py", "def _f():\n    from flask import request\n"),
    "pure_files_take_values_and_give_values": ("eventapp/visits/rules.py", "import sqlalchemy\n"),
    "only_the_database_file_commits": ("eventapp/registration/jobs.py", "session.commit()\n"),
    "only_doors_open_a_transaction": ("eventapp/registration/queries.py", "with db.transaction():\n    pass\n"),
    "forms_are_read_before_the_lock": (
        "eventapp/visits/views.py",
        "def add(form):\n    with transaction():\n        operations.add(form.to_entry())\n",
    ),
    "operations_on_a_visit_hold_it_first": (
        "eventapp/registration/operations.py",
        'def cancel(visit_id):\n    """Change a row."""\n    x = 1\n    hold_visit(visit_id)\n',
    ),
    "a_transaction_holds_one_operation": (
        "eventapp/registration/jobs.py",
        "from eventapp.registration.operations import register\n\n\n"
        "def both():\n    with transaction():\n        register(1)\n        register(2)\n",
    ),
    "the_clock_is_read_in_one_place": ("eventapp/visits/views.py", "x = datetime.now(UTC)\n"),
    "now_is_an_argument_below_the_doors": (
        "eventapp/registration/operations.py",
        "from eventapp.core.clock import utc_now\n",
    ),
    "names_say_something": ("eventapp/visits/utils.py", "x = 1\n"),
    "files_and_functions_are_short": ("eventapp/visits/views.py", LONG),
    "templates_are_short": ("templates/visits/visit.html", "<p>\n" * 120),
    "no_error_is_swallowed_unseen": ("eventapp/visits/views.py", "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
    "migrations_do_not_know_the_program": ("migrations/versions/0001.py", "import eventapp.tables\n"),
    "what_is_heavy_is_imported_where_it_is_used": ("eventapp/visits/views.py", "import weasyprint\n"),
    "columns_say_what_they_hold": ("eventapp/visits/models.py", "    closing: Mapped[datetime]\n"),
    "docstrings_name_what_is_raised": (
        "eventapp/visits/operations.py",
        'def rename(name):\n    """Write a row."""\n    if not name:\n        raise VisitNotFound\n',
    ),
    "what_is_public_says_what_it_does": ("eventapp/visits/rules.py", "def silent():\n    return 1\n"),
}
BESIDE = {
    "every_room_is_known": {"eventapp/cellar/__init__.py": ""},
    "kinds_of_files_keep_their_order": {"eventapp/registration/mails.py": "x = 1\n"},
    "no_import_circles": {"eventapp/visits/beta.py": "from eventapp.visits.alpha import y\n"},
}
ALSO = {
    "rooms": [
        ("rooms_look_only_to_the_left", "eventapp/visits/models.py", "from eventapp.worker import work\n"),
        ("rooms_look_only_to_the_left", "eventapp/core/clock.py", "from eventapp.visits.rules import is_over\n"),
        ("rooms_look_only_to_the_left", "eventapp/visits/views.py", "from eventapp.registration import queries\n"),
    ],
    "pure": [
        ("pure_files_take_values_and_give_values", "eventapp/exports/ical.py", "from eventapp.visits import models\n"),
        ("pure_files_take_values_and_give_values", "eventapp/visits/names.py", "x = 1\n"),
        ("pure_files_take_values_and_give_values", "eventapp/visits/rules.py", "from eventapp.core import current\n"),
    ],
    "sizes": [
        ("files_and_functions_are_short", "eventapp/app.py", "x = 1\n" * 400),
        ("files_and_functions_are_short", "eventapp/visits/views.py", "def f(a, b, c, d, e, *, g, h, i):\n    pass\n"),
        (
            "files_and_functions_are_short",
            "eventapp/visits/views.py",
            "def f():\n  if a:\n    for b in c:\n      with d:\n        while e:\n          pass\n",
        ),
    ],
    "weight": [
        ("what_is_heavy_is_imported_where_it_is_used", "eventapp/commands/doing.py", "from eventapp.app import x\n"),
        ("what_is_heavy_is_imported_where_it_is_used", "eventapp/commands/doing.py", "from eventapp import app\n"),
        ("what_is_heavy_is_imported_where_it_is_used", "eventapp/core/clock.py", "from alembic.config import Config\n"),
    ],
    "transactions": [
        (
            "a_transaction_holds_one_operation",
            "eventapp/registration/jobs.py",
            f"from eventapp.registration import operations\n\n\ndef several(ids):\n    with transaction():\n{body}",
        )
        for body in (
            "        for each in ids:\n            operations.register(each)\n",
            "        [operations.register(each) for each in ids]\n",
            "        if operations.register(1):\n            operations.register(2)\n",
            "        _one()\n        operations.register(2)\n\n\ndef _one():\n    operations.register(1)\n",
            "        _two()\n\n\ndef _two():\n    operations.register(1)\n    operations.register(2)\n",
        )
    ],
    "docstrings": [
        ("docstrings_name_what_is_raised", "eventapp/visits/operations.py", each)
        for each in (
            'def gone(visit_id):\n    """Through a private one."""\n    _check(visit_id)\n',
            'def half():\n    """Only what is made from it. Raises Gone."""\n    raise VisitNotFound\n',
            'def again():\n    """Again."""\n    try:\n        hold_visit(1)\n    except Gone:\n        raise\n',
            'def quiet():\n    """Nothing. Raises VisitNotFound."""\n    return 1\n',
            'def caught():\n    """What it catches. Raises VisitNotFound."""\n'
            "    try:\n        hold_visit(1)\n    except VisitNotFound:\n        return\n",
            'def unknown():\n    """Called otherwise by now. Raises VisitLost."""\n    raise ValueError\n',
        )
    ],
    "days": [("columns_say_what_they_hold", "eventapp/visits/models.py", "    start: Mapped[date | None]\n")],
}


def build(root: Path, *changes: tuple[str, str]) -> Path:
    files = dict(SOUND)
    for file, added in changes:
        files[file] = files.get(file, "") + added
    for file, words in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(words)
    return root


def test_the_code_keeps_the_rules() -> None:
    assert breaches(ROOT) == []


def test_the_reader_sees_the_whole_house() -> None:
    house = House(ROOT)
    assert len(house.sources) > 80
    assert len(house.templates) > 25
    assert house.migrations
    assert len(list(house.inner_imports(house.modules["eventapp.app"]))) > 10


def test_a_sound_house_has_no_breach(tmp_path: Path) -> None:
    assert breaches(build(tmp_path)) == []


def test_a_door_may_choose_between_operations(tmp_path: Path) -> None:
    choice = (
        "from eventapp.registration import operations\n\n\ndef either(first):\n    with transaction():\n"
        "        if first:\n            operations.register(1)\n        else:\n            operations.register(2)\n"
    )
    assert breaches(build(tmp_path, ("eventapp/registration/jobs.py", choice))) == []


def test_every_rule_has_its_breach() -> None:
    assert set(BREACHES) == set(RULES)


def test_every_rule_says_why_and_every_exception_too() -> None:
    said = [check.__doc__ or "" for check in RULES.values()]
    said += [reason for exceptions in EXCEPTIONS.values() for reason in exceptions.values()]
    assert [words for words in said if len(words.split()) < 3] == []


def test_no_exception_has_outlived_what_it_allowed() -> None:
    assert set(EXCEPTIONS) <= set(RULES)
    assert idle_exceptions(ROOT) == []


def test_an_exception_that_allows_nothing_is_seen(tmp_path: Path) -> None:
    """In the sound house the clock alone breaks its rule; nobody there catches every error."""
    idle = idle_exceptions(build(tmp_path))
    assert ("no_error_is_swallowed_unseen", "eventapp.worker") in idle
    assert ("the_clock_is_read_in_one_place", "eventapp.core.clock") not in idle


@pytest.mark.parametrize("rule", BREACHES)
def test_each_rule_bites(rule: str, tmp_path: Path) -> None:
    file, added = BREACHES[rule]
    found = breaches(build(tmp_path, (file, added), *BESIDE.get(rule, {}).items()))
    assert {breach.rule for breach in found} == {rule}, found
    assert file in {breach.file for breach in found}


@pytest.mark.parametrize(("rule", "file", "added"), [case for cases in ALSO.values() for case in cases])
def test_rules_bite_in_more_than_one_way(rule: str, file: str, added: str, tmp_path: Path) -> None:
    found = breaches(build(tmp_path, (file, added)))
    assert {(breach.rule, breach.file) for breach in found} == {(rule, file)}
