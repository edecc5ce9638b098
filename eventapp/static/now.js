// During the visit: what day it is there, what is on and what comes next, each minute anew. The clock is the server's
// where it answers (a phone's may be set by hand), the days are those of the visit's zone. Without scripts the page
// marks the day by itself.
const root = document.getElementById("days");
const MINUTE = 60_000, DAY = 24 * 60 * MINUTE;
const AROUND = 3 * DAY; // so long before its first session and after its last one the server is asked
let ahead = 0; // so many milliseconds this device's clock is behind

const starts = (cell) => cell.dataset.starts * 1000;
const ends = (cell) => cell.dataset.ends * 1000;
const now = () => Date.now() + ahead;

function timed() {
  return [...root.querySelectorAll("[data-starts]")];
}

async function askTheServer() {
  const cells = timed();
  const near = cells.some((cell) => Math.abs(starts(cell) - now()) < AROUND);
  if (!near && !("during" in root.dataset)) return;
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    ahead = Date.parse(answer.headers.get("date")) - Date.now() || 0;
  } catch {
    // no network: this device's clock has to do
  }
}

function label(cell, name) {
  if (cell.dataset.live === name) return;
  cell.querySelector(":scope > .live")?.remove();
  if (!name) delete cell.dataset.live;
  else {
    cell.dataset.live = name;
    const mark = document.createElement("p");
    mark.className = `live ${name}`;
    mark.textContent = root.dataset[name];
    cell.prepend(mark);
  }
}

// Of what is on, the way leads to what began last; what is on all day is marked, too.
function lead(name, cells) {
  const way = root.querySelector(`[data-jump="${name}"]`), cell = cells.findLast((each) => !each.closest("[hidden]"));
  if (!way) return;
  way.hidden = !cell;
  if (cell) way.querySelector("a").hash = cell.id;
}

function markSessions() {
  const cells = timed().filter((cell) => !cell.classList.contains("cancelled"));
  const on = cells.filter((cell) => starts(cell) <= now() && now() < ends(cell));
  const next = Math.min(...cells.map(starts).filter((start) => start > now()));
  const soon = cells.filter((cell) => starts(cell) === next && next - now() < DAY);
  for (const cell of timed()) label(cell, on.includes(cell) ? "now" : soon.includes(cell) ? "next" : "");
  lead("now", on);
  lead("next", soon.slice(0, 1));
}

function today() {
  const options = { timeZone: root.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" };
  const parts = new Intl.DateTimeFormat("en", options).formatToParts(now());
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

function markToday() {
  const date = today();
  for (const link of root.querySelectorAll(".days li:not(.jump) a")) {
    if (link.hash === `#${date}`) link.setAttribute("aria-current", "date");
    else link.removeAttribute("aria-current");
  }
  const section = root.querySelector(`[data-day="${date}"]`), before = document.getElementById("today");
  if (!section || section === before) return;
  before?.removeAttribute("id");
  section.id = "today";
  if (location.hash === "#today") section.scrollIntoView();
}

// As far as it takes, no further: the ways to what is on stand at the beginning.
function showTodayInTheBar() {
  const bar = root.querySelector(".days"), link = bar?.querySelector("[aria-current]");
  if (link) bar.scrollLeft = Math.max(0, link.getBoundingClientRect().right - bar.getBoundingClientRect().right);
}

function mark() {
  markSessions();
  markToday();
}

let timer;
function tick() {
  mark();
  clearTimeout(timer);
  timer = setTimeout(tick, MINUTE - (now() % MINUTE));
}

document.addEventListener("visibilitychange", () => document.hidden || tick());
document.addEventListener("programme", mark);
await askTheServer();
tick();
showTodayInTheBar();
