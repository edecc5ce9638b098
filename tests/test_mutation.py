"""The mutants of `make mutation`: what those of a file are, and that functions imported already get their code."""

import ast
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "scripts"))
from mutants import syntax, trying
from mutants.report import equal_mutants
from mutants.seeing import PROGRAM, ROOT


def after(source: str) -> list[str]:
    return [mutant.after.strip() for mutant in syntax.mutants_of("a.py", source)]


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("x = a < b", ["x = a <= b", "x = a >= b"]),
        ("x = a and b and c", ["x = a or b or c", "x = b and c", "x = a and c", "x = a and b"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = not a", ["x = a"]),
        ("x = 3 * True", ["x = 3 // True", "x = 4 * True", "x = 3 * False"]),
        ("x = y == 'a'", ["x = y != 'a'", "x = y == ''"]),
        ("x = 'said to people'", []),
        ("x = sorted(y.strip())", ["x = y.strip()", "x = sorted(y)"]),
        ("x = [y for y in z if any(y)]", ["x = [y for y in z if all(y)]", "x = [y for y in z if True]"]),
        ("def f():\n    g()\n", ["pass"]),
        ("def f():\n    raise E\n", ["pass"]),
        ("def f():\n    return x\n", ["return"]),
        ("if a:\n    b.c = d", ["if not a:", "pass"]),
        ("x: int = 'y'\n'''Words.'''\nif TYPE_CHECKING:\n    import a\n@b(1)\nclass C(D): pass\n", []),
        ("x = f'{a:%d}{b + 1}'", ["x = f'{a:%d}{b - 1}'", "x = f'{a:%d}{b + 2}'"]),
    ],
)
def test_what_could_stand_there_instead(source: str, mutants: list[str]) -> None:
    assert after(source) == mutants


def test_a_file_decides_something_if_there_is_a_condition_in_it() -> None:
    decides = syntax.decides
    conditions = ("x = a if b else c", "x = a and b", "x = a == b", "x = [a for a in b if a]", "if a:\n    b()")
    assert [decides(source) for source in conditions] == [True] * 5
    assert [decides(source) for source in ("x = 1", "def f():\n    g()", "")] == [False] * 3


def test_a_mutant_is_known_by_its_function_and_keeps_the_lines_of_the_file() -> None:
    source = (
        "class A:\n    limit = 1\n\n    def f(self, x=2):\n        def g():\n            return 3\n        return g\n"
    )
    found = [(mutant.function, mutant.line) for mutant in syntax.mutants_of("a.py", source)]
    assert found == [("", 2), ("", 4), ("A.f", 6), ("A.f", 7)]
    assert "return 4" in ast.unparse(syntax.mutated(source, 2))


def test_what_is_imported_already_gets_the_mutant_s_code(tmp_path: Path) -> None:
    source = "class A:\n    @property\n    def b(self):\n        return 1\n\ndef c():\n    return (lambda: 2)()\n"
    names: dict[str, object] = {}
    exec(compile(source, str(tmp_path / "a.py"), "exec"), names)  # noqa: S102
    said = []
    for mutant in syntax.mutants_of("a.py", source):
        exchanged = trying.exchange(compile(syntax.mutated(source, mutant.number), str(tmp_path / "a.py"), "exec"))
        said.append((mutant.function, exchanged, names["A"]().b, names["c"]()))  # type: ignore[operator]
    assert said == [("A.b", True, 2, 2), ("c", True, 1, None), ("c", True, 1, 3)]


def test_each_mutant_that_is_called_equal_is_still_one_of_the_program() -> None:
    mutants = [
        mutant
        for path in PROGRAM.rglob("*.py")
        if syntax.decides(source := path.read_text())
        for mutant in syntax.mutants_of(str(path.relative_to(ROOT)), source)
    ]
    assert equal_mutants().without(mutants) == frozenset()
    assert equal_mutants().without(mutants[:1]) != frozenset()
