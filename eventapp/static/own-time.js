// "Show in my time zone": rewrites each <time class="clock"> and back, with the line that says whose time it is. The
// button stays hidden without scripts, and where both zones show the same at every instant of the page.
const button = document.querySelector("[data-own-time]");
const language = document.documentElement.lang;
const visitZone = button?.dataset.ownTime;
const readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function inZone(instant, timeZone, options) {
  return new Intl.DateTimeFormat(language, { timeZone, ...options }).format(instant);
}

function clock(instant) {
  const time = inZone(instant, readerZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return language === "en" ? time : time.replace(":", ".");
}

// The day is said only where the reader's is not the visit's.
function inReadersTime(instant) {
  const day = (zone) => inZone(instant, zone, { dateStyle: "short" });
  const other = day(readerZone) !== day(visitZone);
  return other ? `${clock(instant)} (${inZone(instant, readerZone, { weekday: "short" })})` : clock(instant);
}

function differs(time) {
  const shown = (timeZone) => inZone(new Date(time.dateTime), timeZone, { dateStyle: "short", timeStyle: "short" });
  return shown(readerZone) !== shown(visitZone);
}

// Its names at the page's instants: a zone has two of them in most years.
function readersZone(times) {
  const names = times.map((time) =>
    new Intl.DateTimeFormat(language, { timeZone: readerZone, timeZoneName: "long" })
      .formatToParts(new Date(time.dateTime))
      .find((part) => part.type === "timeZoneName").value);
  return [...new Set(names)].join(" / ");
}

function show(own) {
  const times = [...document.querySelectorAll("time.clock")];
  for (const time of times) {
    time.dataset.local ??= time.textContent;
    time.textContent = own ? inReadersTime(new Date(time.dateTime)) : time.dataset.local;
  }
  button.textContent = own ? button.dataset.back : button.dataset.own;
  const said = own ? `${button.dataset.said} ${readersZone(times)} (${readerZone}).` : "";
  button.parentElement.querySelector("[role=status]").textContent = said;
  button.parentElement.querySelector("[data-local-zone]").hidden = own;
}

if (button && readerZone && [...document.querySelectorAll("time.clock")].some(differs)) {
  let own = false;
  button.dataset.own = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => show((own = !own)));
  const fresh = () => document.querySelector("time.clock:not([data-local])");
  document.addEventListener("programme", () => own && fresh() && show(own)); // sessions that were not here before
}
