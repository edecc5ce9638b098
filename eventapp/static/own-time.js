// "Show in my time zone": rewrites each <time class="clock"> and back. Without scripts the button stays hidden.
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

function show(own) {
  for (const time of document.querySelectorAll("time.clock")) {
    time.dataset.local ??= time.textContent;
    time.textContent = own ? inReadersTime(new Date(time.dateTime)) : time.dataset.local;
  }
  button.textContent = own ? button.dataset.back : button.dataset.own;
  button.parentElement.querySelector("[role=status]").textContent = own ? `${button.dataset.said} ${readerZone}` : "";
}

if (button && readerZone) {
  let own = false;
  button.dataset.own = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => show((own = !own)));
}
