"""The board in Chromium on a processor that is four times slower: when a day is usable, its memory, its script.

What counts is the processor time of the page's thread, measured at full speed and taken four times, for other programs
on the machine would be slowed down four times, too; the clock is told beside it.

Alone: PYTHONPATH=scripts .venv/bin/python -m benchmarks.board
"""

import gzip
import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.figures import Figure
from benchmarks.processes import ROOT
from benchmarks.visits import FIRST_DAY

MOST = {60: 1.0, 400: 3.0}
"""{sessions of a day: seconds in which it is to be usable}"""
SLOWER, TIMES = 4, 5
HEAPS = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
"""Of scripts, of the page's elements, of what scripts hold outside of theirs."""
MOST_HEAP, MOST_SCRIPT = 100.0, 25_000
CHROMIUM = "/usr/bin/chromium"
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
USABLE = '.move[role="button"]'
"""What the script makes of the cards' links."""


def measure_browser(base: str, link: str, slugs: dict[int, str], answers: dict[int, float]) -> Iterator[Figure]:
    """``slugs``: {sessions of its first day: visit}; ``answers``: the server's processor time for each, in seconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(base + link)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        for sessions, most in MOST.items():
            address = f"{base}/organise/visits/{slugs[sessions]}/board?day={FIRST_DAY}"
            worked = statistics.median(_opened(page, devtools, address, 1)[0] for _ in range(TIMES))
            clocks = [_opened(page, devtools, address, SLOWER)[1] for _ in range(TIMES)]
            heap = sum(devtools.send("Runtime.getHeapUsage").get(part, 0) for part in HEAPS) / 1e6
            taken = worked * SLOWER + answers[sessions]
            words = f"in the browser, processor {SLOWER} times slower: {sessions} sessions usable after {taken:.2f} s"
            clock = f"by the clock {min(clocks):.2f} to {max(clocks):.2f} s"
            good = taken <= most and heap < MOST_HEAP
            yield Figure(f"{words} (at most {most:g}; {clock}), heap {heap:.1f} MB (below {MOST_HEAP:g})", good)
        browser.close()


def _opened(page: Page, devtools: CDPSession, address: str, slower: int) -> tuple[float, float]:
    """Seconds until its script has run and it is drawn: of the processor, by the clock."""
    page.goto("about:blank")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    before, start = _worked(devtools), time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(USABLE, state="attached")
    page.evaluate(DRAWN)
    return _worked(devtools) - before, time.perf_counter() - start


def _worked(devtools: CDPSession) -> float:
    """Seconds of the processor that the page's thread has had."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def measure_script() -> Figure:
    """All modules, each compressed as it is sent."""
    files = sorted((ROOT / "eventapp" / "static" / "board").glob("*.js"))
    sent = sum(len(gzip.compress(file.read_bytes())) for file in files)
    words = f"the board's script: {sent:,} bytes as sent (under {MOST_SCRIPT:,})"
    return Figure(words, bool(files) and sent < MOST_SCRIPT)
