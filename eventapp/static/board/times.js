// Minutes since 1970 as the visit's clocks show them, and words filled in (pure).

const formats = new Map();

function partsOf(minutes, zone) {
  if (!formats.has(zone)) {
    const shown = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { ...shown, timeZone: zone, hourCycle: "h23" }));
  }
  return Object.fromEntries(formats.get(zone).formatToParts(minutes * 60000).map(({ type, value }) => [type, value]));
}

// "09:30" on the wall.
export function clock(minutes, zone, separator = ":") {
  const { hour, minute } = partsOf(minutes, zone);
  return hour + separator + minute;
}

// "2017-04-03" on the wall.
export function dayOf(minutes, zone) {
  const { year, month, day } = partsOf(minutes, zone);
  return `${year}-${month}-${day}`;
}

// So many days later at the same time by the clock; where clocks change in between, an hour more or less has passed.
export function daysLater(minutes, days, zone) {
  const moved = minutes + days * 1440;
  const [was, is] = [clock(minutes, zone), clock(moved, zone)].map((each) => +each.slice(0, 2) * 60 + +each.slice(3));
  const off = ((was - is + 720 + 1440) % 1440) - 720;
  return moved + off;
}

export function say(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const snapped = (minutes, grain) => Math.round(minutes / grain) * grain;

// What the box of a session sends: its code, when it begins and where it lies where the page was shown.
export function ticket(session) {
  return `${session.code}@${session.s == null ? "" : new Date(session.s * 60000).toISOString()}@${session.place}`;
}
