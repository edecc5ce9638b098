// What clashes, as far as a page can know it (pure): overlap, ways and capacity; all else comes with the server's answer.
// The same as eventapp/programme/conflicts.py for these kinds; a test runs both on 1,000 random programmes.
// A session: {code, s, e (minutes since 1970, null: no time), kind, place ("venue/room"), people, seats, everybody, off}.

export const EVERYBODY = "*";
const venueOf = (session) => session.place.split("/")[0];
const overlap = (one, other) => one.s < other.e && other.s < one.e;

// The earlier first, as the server orders them.
function ordered(one, other) {
  const first = one.s - other.s || one.e - other.e || (one.code < other.code ? -1 : 1);
  return first < 0 ? [one, other] : [other, one];
}

function* together(first, second) {
  const codes = [first.code, second.code];
  for (const who of first.people) {
    if (second.people.includes(who)) yield { kind: "speaker_twice", codes, who };
  }
  if (first.place.includes("/") && first.place === second.place) yield { kind: "room_twice", codes, who: "" };
  if ((first.everybody || second.everybody) && first.kind !== "free" && second.kind !== "free") {
    yield { kind: "over_everybody", codes, who: EVERYBODY };
  }
}

// Whoever goes from one to the other: what everybody attends is in the way of all who speak elsewhere.
function travellers(first, second) {
  if (first.everybody && second.everybody) return [EVERYBODY];
  if (first.everybody) return second.people;
  if (second.everybody) return first.people;
  return first.people.filter((who) => second.people.includes(who));
}

function* apart(first, second, { minutes, margin }) {
  if (!first.place || !second.place) return;
  const way = minutes(venueOf(first), venueOf(second));
  const has = second.s - first.e;
  if (!way || has < 0 || has >= way + margin) return;
  for (const who of travellers(first, second)) {
    yield { kind: "way_too_short", codes: [first.code, second.code], who, needs: way + margin, has };
  }
}

function* alone(session, { capacities }) {
  const has = capacities[session.place];
  if (has != null && session.seats != null && session.seats > has) {
    yield { kind: "room_too_small", codes: [session.code], who: "", needs: session.seats, has };
  }
}

// Clashes in which one of those is; without codes: all. ``known``: {minutes(venue, venue), capacities, margin}.
export function clashes(sessions, known, codes = null) {
  const held = sessions.filter((each) => each.s != null && !each.off);
  const isAsked = ({ code }) => !codes || codes.has(code);
  const found = [];
  for (const one of held.filter(isAsked)) {
    found.push(...alone(one, known));
    for (const other of held) {
      // each pair once, and few of them where few are asked about: this runs at each step of a drag
      if (other === one || (isAsked(other) && other.code < one.code)) continue;
      const [first, second] = ordered(one, other);
      found.push(...(overlap(first, second) ? together(first, second) : apart(first, second, known)));
    }
  }
  return found;
}

// What makes room for those at their places, as eventapp/planning/pushing.py has it: {moves, stopped}, sessions.
export function pushed(sessions, moved) {
  const lying = new Map(sessions.filter(({ code }) => !moved.some((each) => each.code === code)).map((each) => [each.code, each]));
  const moves = new Map(), stopped = new Map();
  const placed = moved.filter(({ s, place }) => s != null && place).sort((a, b) => a.s - b.s);
  for (const by of placed) {
    const after = [...lying.values()].map((each) => moves.get(each.code) ?? each)
      .filter((each) => each.s != null && each.s >= by.s && each.place === by.place)
      .sort((a, b) => a.s - b.s || (a.code < b.code ? -1 : 1));
    let free = by.e;
    for (const each of after) {
      if (each.s >= free) break;
      if (each.off || each.locked) {
        stopped.set(each.code, each);
        break;
      }
      const ends = free + each.e - each.s;
      moves.set(each.code, { ...each, s: free, e: ends });
      free = ends;
    }
  }
  return { moves: [...moves.values()], stopped: [...stopped.values()] };
}

// Minutes from venue to venue: ``rows`` is half a table, [[], [a to b], [a to c, b to c], …], null: not known.
export function waysOf(venues, rows) {
  const at = Object.fromEntries(venues.map((venue, index) => [venue, index]));
  return (start, end) => {
    if (start === end) return 0;
    const [low, high] = [at[start], at[end]].sort((a, b) => a - b);
    return rows[high]?.[low] ?? null;
  };
}
