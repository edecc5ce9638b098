"""The figures in words: a table for docs/performance.md, and what was to be reached."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.growth import Growth
from benchmarks.pages import Result
from benchmarks.paper import Paper
from benchmarks.processes import PROCESSES, ROOT, Memory
from benchmarks.saving import Saving
from benchmarks.starts import Start

TARGET = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of the figures -->"
LEAST = {"programme page": 0.5, "programme.ics": 0.5, "registration form": 0.135, "registration stored": 0.03}
MOST_CPU, MOST_MEMORY = 4.0, 120.0


@dataclass(frozen=True, slots=True)
class Figures:
    starts: list[Start]
    pages: list[Result]
    paper: Paper
    memory: list[Memory]
    growth: list[Growth]
    saving: list[Saving]
    board: list[Figure]


def verdicts(figures: Figures) -> list[str]:
    """A line for each thing to be reached: it begins with "reached" or "MISSED"."""
    lines = [
        _verdict(
            result.ratio >= LEAST[result.case.name],
            f"{result.case.name} at {result.case.sessions} sessions: {result.ratio:.3f} of the constant "
            f"(at least {LEAST[result.case.name]})",
        )
        for result in figures.pages
        if result.case.name in LEAST
    ]
    lines += [_verdict(good, words) for good, words in (start.verdict() for start in figures.starts)]
    lines.append(
        _verdict(
            figures.paper.seconds < MOST_CPU, f"booklet: {figures.paper.seconds:.2f} s of CPU (under {MOST_CPU:g})"
        )
    )
    for used in figures.memory:
        printing = f", loaded {', '.join(used.foreign)}" if used.foreign else ""
        lines.append(
            _verdict(
                used.rss < MOST_MEMORY and not used.foreign,
                f"web process: {used.rss:.0f} MB{printing} (under {MOST_MEMORY:g}, without the tools of paper)",
            )
        )
    further = (verdict for each in (*figures.growth, *figures.saving, *figures.board) for verdict in each.verdicts())
    return lines + [_verdict(good, words) for good, words in further]


def _verdict(good: bool, words: str) -> str:  # noqa: FBT001 - read at the call
    return f"{'reached' if good else 'MISSED '} {words}"


def write(figures: Figures, *, seconds: float, rounds: int, note: str) -> None:
    """Put the figures between the marks in docs/performance.md; what is written by hand stays."""
    before, _, rest = TARGET.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join(_lines(figures, seconds, rounds, note))
    TARGET.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _lines(figures: Figures, seconds: float, rounds: int, note: str) -> Iterator[str]:
    yield f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}; {PROCESSES} web processes; {rounds} × {seconds:g} s each."
    if note:
        yield f"**{note}**"
    yield ""
    yield "| sessions | what | answers a second | p50, p99 | statuses | bytes | yardstick | ratio |"
    yield "|---:|---|---:|---:|---|---:|---:|---:|"
    for result in figures.pages:
        run, case = result.measured, result.case
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(run.statuses.items()))
        yield (
            f"| {case.sessions} | {case.name} | {run.rate:,.0f} | {run.p50:.1f}, {run.p99:.1f} ms | {statuses} | "
            f"{run.size:,} | {case.length:,} bytes: {result.yardstick.rate:,.0f} | **{result.ratio:.3f}** |"
        )
    yield ""
    for start in figures.starts:
        yield f"- `eventapp {start.words}`: {start.seconds:.2f} s of CPU, {start.ratio:.2f} of their yardstick."
    paper = figures.paper
    yield f"- The booklet (PDF): {paper.seconds:.2f} s of CPU, {paper.peak:.0f} MB at its peak, {paper.size:,} bytes."
    for used in figures.memory:
        yield f"- A web process after the load: {used.rss:.0f} MB resident, of which its share is {used.pss:.0f} MB."
    for each in figures.growth:
        yield from (f"- {line}" for line in each.lines())
    yield from (f"- {each.line()}" for each in (*figures.saving, *figures.board))
    yield ""
    yield from (f"    {line}" for line in verdicts(figures))


def _machine() -> str:
    """In neutral words: processor, cores, memory, Python."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    words = Path("/proc/cpuinfo").read_text()
    cores = sum(line.startswith("processor") for line in words.splitlines())
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{cpu}, {cores} cores, {kilobytes / 1024**2:.0f} GB, Python {platform.python_version()}"
