// Sessions that are picked up: where they would lie, what would clash there, and how both are shown before the drop.
import { Geometry } from "./geometry.js";
import { clock, dayOf, daysLater, snapped } from "./times.js";

const HOUR = 60;

export class Hold {
  constructor(board, codes, stays) {
    this.board = board;
    this.codes = codes;
    this.lead = codes[0];
    this.first = codes.map((code) => board.sessions.get(code)).sort((a, b) => (a.s ?? 0) - (b.s ?? 0))[0];
    this.start = this.first.s; // null: it had no time
    this.longer = 0;
    this.days = 0;
    this.place = null; // null: each stays where it is
    this.stays = stays; // its place does not change: the end alone is in the hand
    this.measure();
    this.layer = document.createElement("div");
    this.layer.className = "layer";
    this.layer.ariaHidden = "true";
    if (this.geometry) board.cells.append(this.layer);
    for (const code of codes) this.each(code, (card) => card.classList.add("held"));
  }

  each(code, act) {
    this.board.root.querySelectorAll(`[data-code="${CSS.escape(code)}"]`).forEach(act);
  }

  measure() {
    this.geometry = this.board.list ? null : new Geometry(this.board.cells, this.board.sessions);
  }

  // In columns of places a single session that does not lie across may change its place.
  get columns() {
    const isOne = this.codes.length === 1 && !this.first.across && !this.stays;
    return isOne && this.board.data.by === "places" && this.geometry ? this.geometry.columns.map(({ key }) => key).filter((key) => key !== "*") : [];
  }

  get minutes() {
    return this.start - (this.first.s ?? this.start);
  }

  // The sessions as they would lie.
  at(start = this.start, place = this.place) {
    const zone = this.board.data.zone;
    return this.codes.map((code) => {
      const each = this.board.sessions.get(code);
      const length = each.s == null ? HOUR : each.e - each.s;
      const moved = daysLater(each.s == null ? start : each.s + (start - this.first.s), this.days, zone);
      return { ...each, s: moved, e: moved + Math.max(5, length + this.longer), place: place ?? each.place };
    });
  }

  get changed() {
    return this.start !== this.first.s || this.longer !== 0 || this.days !== 0
      || (this.place !== null && this.place !== this.first.place);
  }

  step(minutes) {
    const grid = this.board.cells.dataset;
    const to = snapped((this.start ?? +grid.starts + 9 * HOUR) + minutes, 5);
    if (to >= +grid.starts && to < +grid.ends) this.start = to;
  }

  aside(columns) {
    const keys = this.columns, at = keys.indexOf(this.place ?? this.first.place);
    const to = keys[Math.min(keys.length - 1, Math.max(0, at + columns))];
    if (to !== undefined) this.place = to;
  }

  // Days as the tabs have them.
  turn(days) {
    const all = this.board.data.days.map(([day]) => Date.parse(day) / 86400000);
    const today = Date.parse(this.board.data.day) / 86400000;
    const to = all[all.indexOf(today + this.days) + days];
    if (to !== undefined) this.days = to - today;
  }

  // The next one without a clash: first the other places at this time, then a quarter later, until the day ends.
  next() {
    const keys = this.columns.length ? this.columns.filter((key) => key) : [this.place ?? this.first.place];
    const here = keys.indexOf(this.place ?? this.first.place), ends = +this.board.cells.dataset.ends;
    const length = (this.first.e ?? HOUR) - (this.first.s ?? 0);
    for (let start = this.start ?? +this.board.cells.dataset.starts + 9 * HOUR, from = here + 1; start + length <= ends; start += 15, from = 0) {
      for (const place of keys.slice(Math.max(0, from))) {
        const to = this.columns.length ? place : this.place;
        if (this.board.judge(this.at(start, to)).length) continue;
        if (start === this.start && (to ?? this.first.place) === (this.place ?? this.first.place)) continue;
        this.start = start;
        this.place = to;
        return true;
      }
    }
    return false;
  }

  // What page and server are asked for.
  get wish() {
    const { zone } = this.board.data;
    const [lead] = [...this.at()].sort((a, b) => a.s - b.s);
    return {
      codes: this.codes, tickets: this.board.tickets(this.codes),
      day: dayOf(lead.s, zone), start: clock(lead.s, zone),
      end: this.longer ? `+${lead.e - lead.s}` : "", place: this.place, after: this.at(),
    };
  }

  // "09.00–10.00, Great hall", as far as it changes.
  words(session) {
    const { zone, clock: separator, days, day } = this.board.data;
    if (session.s == null) return this.board.say("untimed");
    const on = dayOf(session.s, zone);
    const said = `${clock(session.s, zone, separator)}–${clock(session.e, zone, separator)}`;
    const other = on === day ? "" : `${days.find(([each]) => each === on)?.[1] ?? on}, `;
    const moves = this.place !== null && this.place !== this.first.place;
    return other + said + (moves ? `, ${this.board.placeName(session.place)}` : "");
  }

  clashes() {
    return this.days ? [] : this.board.judge(this.at());
  }

  // Title, old → new, clashes: the line below the board, and the live region when the last step is a second old.
  sentence() {
    const lead = this.at().find(({ code }) => code === this.lead);
    const found = [...new Set(this.clashes().map((clash) => this.board.inWords(clash, this.lead)))];
    const clashes = found.length ? this.board.say("clashes", { what: found.join("; ") }) : this.board.say("no_clash");
    const old = this.words(this.board.sessions.get(this.lead));
    return this.board.say("step", { title: lead.title, old, new: this.words(lead), clashes });
  }

  show() {
    this.clear();
    if (!this.geometry || this.start == null) return;
    const { columns } = this;
    for (const key of columns) this.mark(key);
    for (const session of this.days ? [] : this.at()) this.ghost(session);
  }

  mark(key) {
    const [session] = this.at(this.start, key);
    if (this.days) return;
    const found = this.board.judge([session]);
    const words = found.length ? this.board.inWords(found[0], session.code, true) : "";
    this.draw(session, key, found.length ? "spot clashing" : "spot", words);
  }

  ghost(session) {
    const own = this.board.card(session.code)?.dataset.column;
    const key = this.columns.length ? session.place : own ?? session.place;
    const found = this.board.judge(this.at()).some((clash) => clash.codes.includes(session.code));
    this.draw(session, key, found ? "ghost clashing" : "ghost", this.words(session));
  }

  draw(session, key, name, words) {
    const { columns } = this.geometry;
    const lane = columns.find((each) => each.key === key);
    const last = columns.at(-1);
    const left = lane ? lane.left : columns[0].left, width = lane ? lane.width : last.left + last.width - left;
    const top = this.geometry.heightOf(session.s), bottom = this.geometry.heightOf(session.e);
    const box = document.createElement("div");
    box.className = name;
    box.textContent = words;
    Object.assign(box.style, { left: `${left}px`, width: `${width}px`, top: `${top}px`, height: `${Math.max(8, bottom - top)}px` });
    this.layer.append(box);
  }

  clear() {
    this.layer.replaceChildren();
  }

  end() {
    this.layer.remove();
    for (const code of this.codes) this.each(code, (card) => card.classList.remove("held"));
    this.board.holding = null;
  }
}

// Picks up that session and whatever is marked with it, of ``end`` its end alone; or says why not.
export function pickUp(board, code, end = false) {
  const codes = board.marked.has(code) && !end ? [...board.marked] : [code];
  codes.sort((a, b) => (a === code ? -1 : b === code ? 1 : 0));
  for (const each of codes) {
    const session = board.sessions.get(each);
    if (!session || session.locked || session.off) {
      if (session) board.tell(board.say(session.off ? "cancelled" : "locked", { title: session.title }));
      return null;
    }
  }
  return (board.holding = new Hold(board, codes, end));
}
