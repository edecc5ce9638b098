// Where a session could lie on a day (pure): at each time at which something ends, or the day is still free, each place
// that is free for as long as it takes. Times are minutes since 1970.

const HOUR = 60;

// ``others``: sessions that lie on that day, without the one that is moved; ``held``: {s, e, place} as it lies now.
// [[time, [{place, until}]]]: ``until`` null: nothing comes after it there. Its own place first.
export function spots(others, held, places, { starts, ends }) {
  const length = held.s == null ? HOUR : held.e - held.s;
  const first = Math.min(...others.map(({ s }) => s));
  const times = others.length ? [first - length, ...others.map(({ e }) => e)] : [starts + 9 * HOUR];
  const sorted = [...new Set(times)].filter((at) => at >= starts && at < ends).sort((a, b) => a - b);
  const ordered = [held.place, ...places.filter((place) => place !== held.place)];
  return sorted
    .map((at) => [at, ordered.map((place) => free(others, held, place, at, length)).filter(Boolean)])
    .filter(([, found]) => found.length);
}

function free(others, held, place, at, length) {
  if (at === held.s && place === held.place) return null;
  // of what has no place all day long is told; anywhere else only what is there counts
  const there = others.filter((each) => !place || each.place === place);
  if (there.some(({ s, e }) => s < at + length && at < e)) return null;
  const next = there.filter(({ s }) => s >= at + length).map(({ s }) => s);
  return { place, until: next.length ? Math.min(...next) : null };
}
