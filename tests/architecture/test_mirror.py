"""Each file of a room that decides something has its test file, or a line here; and each test file has its file.

So whoever changes a file finds its tests in one guess, and whoever takes one away finds what goes with it. Which lines
the tests of the table enter was measured when it was written.
"""

from pathlib import Path

import pytest

from tests.architecture.mirror import Elsewhere, Mirror

ROOT = Path(__file__).parents[2]
ELSEWHERE = (
    Elsewhere("people/test_adding_views.py", ("people/adding_forms",), "one page's parts"),
    Elsewhere(
        "delegations/test_leader_views.py",
        ("delegations/changing", "delegations/reaching", "registration/reach"),
        "a leader does it, and who is told",
    ),
    Elsewhere(
        "delegations/test_operations.py",
        ("delegations/history", "delegations/mails"),
        "what a group makes, and what is told of it",
    ),
    Elsewhere("delegations/test_personal.py", ("delegations/jobs",), "what is kept, and until when"),
    Elsewhere("desk/test_term_views.py", ("desk/ahead",), "the page's table"),
    Elsewhere("desk/test_role_views.py", ("visits/member_history",), "what was given and taken is told there"),
    Elsewhere("registration/test_erasing.py", ("registration/terms",), "what they mean shows in what is left"),
    Elsewhere("mine/test_data_views.py", ("registration/own_data",), "shown, and handed over"),
    Elsewhere(
        "publishing/test_erasing.py",
        ("planning/erasing", "programme/redaction", "publishing/erasing_views", "visitfiles/remembered"),
        "somebody is erased from all of them at once",
    ),
    Elsewhere("visitfiles/test_columns.py", ("core/headings",), "headings of each kind of thing"),
    Elsewhere("visitfiles/test_proposals.py", ("visitfiles/matching", "visitfiles/saying"), "lines are judged so"),
    Elsewhere("visitfiles/test_adding_views.py", ("visitfiles/adding_forms", "visitfiles/table"), "one page's parts"),
    Elsewhere(
        "accounts/test_views.py", ("accounts/jobs", "accounts/mails", "accounts/rules"), "one sign-in, all the way"
    ),
    Elsewhere("backups/test_making.py", ("backups/dumps", "commands/backups"), "a backup is made by its command"),
    Elsewhere("backups/test_copying.py", ("commands/databases",), "the command does nothing else"),
    Elsewhere("commands/test_application.py", ("commands/start",), "what ends a command ends all of them"),
    Elsewhere("test_run.py", ("commands/serving",), "a server is a process"),
    Elsewhere("test_worker.py", ("core/heartbeats", "core/jobs"), "they are what the worker lives by"),
    Elsewhere("core/test_db.py", ("core/sqlite", "visits/operations"), "locks are seen where two write at once"),
    Elsewhere("core/test_migrations.py", ("core/paths",), "where the migrations lie"),
    Elsewhere("core/test_text.py", ("core/templates",), "both say a text in a language"),
    Elsewhere(
        "doctor/test_examine.py", ("commands/installation", "doctor/findings"), "the command prints the findings"
    ),
    Elsewhere("doctor/test_machine.py", ("doctor/permissions", "doctor/processes"), "each looks at one machine"),
    Elsewhere(
        "board/test_variant_views.py",
        ("board/compared", "board/history", "board/variant_forms"),
        "as an organiser sees them",
    ),
    Elsewhere("doctor/test_mail.py", ("doctor/outbox",), "letters are judged together with their server"),
    Elsewhere("journeys/test_redirects.py", ("core/addresses",), "an address is right if something answers there"),
    Elsewhere("journeys/test_desk_is_closed.py", ("visits/access",), "every page of the desk is tried by a stranger"),
    Elsewhere("desk/test_views.py", ("programme/missing",), "words of one page"),
    Elsewhere(
        "visits/test_history_stored.py",
        ("publishing/history", "registration/history", "visits/telling"),
        "all is told there",
    ),
    Elsewhere(
        "desk/test_letter_views.py",
        ("desk/letters", "notifications/operations"),
        "what becomes of a letter is told there",
    ),
    Elsewhere("notifications/test_delivery.py", ("notifications/rules",), "what a server's answer means"),
    Elsewhere("notifications/test_failures.py", ("notifications/backoff",), "whose failure it is decides who waits"),
    Elsewhere("notifications/test_jobs.py", ("notifications/attachments", "notifications/letters"), "seen once sent"),
    Elsewhere("people/test_views.py", ("people/columns",), "the table is the page's"),
    Elsewhere("planning/test_desk.py", ("planning/days", "planning/reading", "planning/rules"), "a form saved"),
    Elsewhere("undo/test_views.py", ("undo/told", "undo/words", "visits/frame"), "said on pages, to scripts"),
    Elsewhere("planning/test_placing.py", ("planning/codes",), "a copy gets one"),
    Elsewhere("board/test_move_views.py", ("planning/move_forms", "planning/move_words"), "sent, and told in words"),
    Elsewhere("planning/test_question_sets.py", ("planning/question_views",), "a set is added by its button"),
    Elsewhere("planning/test_way_views.py", ("planning/way_forms",), "the table of ways, sent"),
    Elsewhere("planning/test_plan.py", ("visits/fields",), "a plan is made of fields"),
    Elsewhere("publishing/test_pages.py", ("programme/draft", "programme/editions"), "what a reader is shown of them"),
    Elsewhere("publishing/test_operations.py", ("programme/operations",), "a release is made and told as one"),
    Elsewhere(
        "questions/kinds/test_one_of.py",
        ("questions/kinds/country", "questions/kinds/some_of", "questions/kinds/yes_no"),
        "all of them are among choices",
    ),
    Elsewhere(
        "questions/kinds/test_web_address.py",
        ("questions/kinds/mailbox", "questions/kinds/telephone"),
        "all of them are written in one line",
    ),
    Elsewhere(
        "registration/test_operations.py",
        ("registration/entering", "registration/mails", "registration/rows"),
        "rows and letters it writes",
    ),
    Elsewhere("registration/test_link_views.py", ("registration/lost_links",), "who asks, and what the worker writes"),
    Elsewhere("visitfiles/test_reading.py", ("visits/values",), "each field's check, with its message"),
    Elsewhere("visitfiles/test_operations.py", ("visitfiles/comparison",), "what loading writes and reports"),
)
SUBJECTS = (
    ("core/test_translations.py", "all texts of the program"),
    ("core/test_upgrades.py", "all migrations, with data"),
    ("doctor/test_examine.py", "the package itself: all that is looked at"),
    ("publishing/test_nothing_leaks.py", "every format at once"),
    ("publishing/test_oslo_visit.py", "the visit in eventapp/data"),
    ("visitfiles/test_guide.py", "the guide, docs/user/visit-file.md"),
)
DECIDING = "def choose(a, b):\n    return a if a else b\n"
SOUND = {
    "eventapp/app.py": DECIDING,
    "eventapp/visits/__init__.py": "",
    "eventapp/visits/models.py": DECIDING,
    "eventapp/visits/words.py": "def say(name):\n    return name\n",
    "eventapp/visits/rules.py": DECIDING,
    "eventapp/visits/letter_views.py": DECIDING,
    "tests/visits/test_rules.py": "",
    "tests/visits/test_letter_views_sent.py": "",
    "tests/test_server.py": "",
}


def mirror(
    root: Path, files: dict[str, str], *elsewhere: Elsewhere, subjects: tuple[tuple[str, str], ...] = ()
) -> Mirror:
    for file, words in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(words)
    return Mirror(root, elsewhere, subjects)


def test_every_file_has_its_tests_and_every_test_its_file() -> None:
    house = Mirror(ROOT, ELSEWHERE, SUBJECTS)
    assert len(house.files) > 120
    assert len(house.tests) > 70
    assert list(house.faults()) == []


def test_every_line_of_the_table_has_its_reason() -> None:
    assert [each for each in ELSEWHERE if len(each.why.split()) < 3 or not each.files] == []
    assert [test for test, why in SUBJECTS if len(why.split()) < 3] == []


def test_a_sound_mirror_has_no_fault(tmp_path: Path) -> None:
    assert list(mirror(tmp_path, SOUND).faults()) == []


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("eventapp/visits/facts.py", "eventapp/visits/facts.py is tested nowhere: no tests/visits/test_facts.py"),
        (
            "tests/visits/test_walks.py",
            "tests/visits/test_walks.py is called after no file, or needs no line as a subject",
        ),
    ],
)
def test_what_has_no_counterpart_is_seen(file: str, fault: str, tmp_path: Path) -> None:
    assert list(mirror(tmp_path, SOUND | {file: DECIDING}).faults()) == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            Elsewhere("visits/test_rules.py", ("visits/rules",), ""),
            "eventapp/visits/rules.py needs no line in the table",
        ),
        (
            Elsewhere("visits/test_rules.py", ("visits/words",), ""),
            "eventapp/visits/words.py needs no line in the table",
        ),
        (Elsewhere("visits/test_rules.py", ("visits/gone",), ""), "eventapp/visits/gone.py in the table is no file"),
        (Elsewhere("visits/test_gone.py", (), ""), "tests/visits/test_gone.py is no file"),
    ],
)
def test_a_line_that_says_nothing_true_is_seen(line: Elsewhere, fault: str, tmp_path: Path) -> None:
    assert list(mirror(tmp_path, SOUND, line).faults()) == [fault]


def test_a_subject_that_is_none_is_seen(tmp_path: Path) -> None:
    subjects = (("visits/test_rules.py", "has its file"), ("visits/test_gone.py", "is no file"))
    assert list(mirror(tmp_path, SOUND, subjects=subjects).faults()) == [
        "tests/visits/test_rules.py is called after no file, or needs no line as a subject",
        "tests/visits/test_gone.py is no file",
    ]
