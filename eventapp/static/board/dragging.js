// Cards dragged by Pointer Events: by a mouse anywhere on the card, by a finger at its handle alone. The lower edge,
// dragged by a mouse, is the end of one card.
import { drop } from "./drop.js";
import { pickUp } from "./hold.js";
import { snapped } from "./times.js";

const BEGINS = 5;
const NEAR = 56; // pixels from the window's edge
const GRIP = 8; // as high as the edge of a card: board.css

export class Dragging {
  constructor(board, moves) {
    this.board = board;
    this.moves = moves;
    this.drag = null;
    document.addEventListener("pointerdown", (event) => this.down(event));
    document.addEventListener("pointermove", (event) => this.move(event));
    document.addEventListener("pointerup", (event) => this.up(event));
    document.addEventListener("pointercancel", () => this.cancel());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.cancel());
    document.addEventListener("click", (event) => this.click(event), true);
    document.addEventListener("dragstart", (event) => event.target.closest?.(".card[data-code]") && event.preventDefault());
    addEventListener("resize", () => this.measure());
    visualViewport?.addEventListener("resize", () => this.measure());
  }

  down(event) {
    this.dragged = false;
    const card = event.target.closest?.(".card[data-code]");
    const byHand = event.pointerType !== "mouse";
    if (!card || event.button !== 0 || this.board.list || this.board.holding || !event.isPrimary) return;
    if (byHand && !event.target.closest(".handle")) return;
    const below = card.getBoundingClientRect().bottom - event.clientY;
    const end = !byHand && below < GRIP && !event.target.closest("a") && this.ends(card.dataset.code) ? below : null;
    this.drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, end };
    // what is marked on the page (Ctrl+A) would be dragged in place of the card
    if (!byHand) getSelection().removeAllRanges();
  }

  // Whether its card's lower edge is its end: it lies in this day's hours, and ends with them at the latest.
  ends(code) {
    const session = this.board.sessions.get(code);
    return session?.s != null && session.e <= +this.board.cells.dataset.ends;
  }

  move(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.id) return;
    if (!this.hold) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < BEGINS) return;
      this.begin();
      if (!this.hold) return;
    }
    event.preventDefault();
    this.at = { x: event.clientX, y: event.clientY };
    this.follow();
  }

  begin() {
    const { board, drag } = this;
    this.hold = pickUp(board, drag.card.dataset.code, drag.end !== null);
    if (!this.hold) {
      this.drag = null;
      return;
    }
    this.dragged = true;
    document.documentElement.classList.add("dragging");
    document.documentElement.classList.toggle("stretching", drag.end !== null);
    // the same spot of the card stays below the pointer
    const top = drag.card.getBoundingClientRect().top;
    this.grip = this.hold.start == null ? 0 : drag.y - top;
    this.scroll();
  }

  measure() {
    if (!this.hold) return;
    this.hold.measure();
    if (this.at) this.follow();
  }

  // Where the pointer is: a time and a column, a day's tab, the tray, or outside (null).
  target() {
    const { board, hold, at } = this;
    const below = document.elementFromPoint(at.x, at.y);
    const tab = below?.closest(".days a[data-day]");
    if (tab) return { days: (Date.parse(tab.dataset.day) - Date.parse(board.data.day)) / 86400000 };
    if (below?.closest(".tray") && hold.first.s != null) return { tray: true };
    const corner = board.cells.getBoundingClientRect();
    const x = at.x - corner.left, y = at.y - corner.top;
    if (!below?.closest(".drawn") || x < 0 || y < 0 || y > corner.height) return null;
    const minute = hold.geometry.minuteAt(y - this.grip);
    const column = hold.geometry.columnAt(x);
    return column === null ? null : { start: snapped(minute, hold.geometry.grainAt(minute)), column };
  }

  follow() {
    if (this.drag.end !== null) return this.stretch();
    const { hold } = this, to = this.target();
    this.outside = !to;
    this.tray = !!to?.tray;
    document.documentElement.classList.toggle("outside", !to);
    if (!to || to.tray) return hold.clear();
    hold.days = to.days ?? 0;
    if (to.days !== undefined) {
      hold.start = hold.first.s ?? +this.board.cells.dataset.starts + 9 * 60;
      hold.place = null;
    } else {
      hold.start = to.start;
      if (hold.columns.includes(to.column)) hold.place = to.column;
    }
    hold.show();
    this.board.tell(hold.sentence());
  }

  // The end comes along, five minutes after the beginning at the earliest; beside the grid it is cancelled.
  stretch() {
    const { board, hold, at } = this, box = board.cells.getBoundingClientRect();
    this.outside = at.x < box.left || at.x > box.right || at.y < box.top || at.y > box.bottom;
    document.documentElement.classList.toggle("outside", this.outside);
    if (this.outside) return hold.clear();
    const minute = hold.geometry.minuteAt(at.y + this.drag.end - box.top);
    const end = Math.max(hold.first.s + 5, snapped(minute, hold.geometry.grainAt(minute)));
    hold.longer = end - hold.first.e;
    hold.show();
    board.tell(hold.sentence());
  }

  // Near an edge of the window the board comes along.
  scroll() {
    if (!this.hold) return;
    if (this.at) {
      const sheet = this.board.cells.closest(".grid"), box = sheet.getBoundingClientRect();
      const by = (place, low, high) => (place < low + NEAR ? place - low - NEAR : place > high - NEAR ? place - high + NEAR : 0) / 4;
      const inside = sheet.scrollHeight > sheet.clientHeight + 1 || sheet.scrollWidth > sheet.clientWidth + 1;
      const moved = by(this.at.y, 0, innerHeight);
      const aside = inside ? by(this.at.x, box.left, box.right) : 0;
      const along = inside ? by(this.at.y, Math.max(0, box.top), Math.min(innerHeight, box.bottom)) : 0;
      if (aside || along) sheet.scrollBy(aside, along);
      if (moved) scrollBy(0, moved);
      if (aside || along || moved) this.follow();
    }
    requestAnimationFrame(() => this.scroll());
  }

  up(event) {
    const { hold, drag, board } = this;
    if (drag && event.pointerId !== drag.id) return;
    const isOut = this.outside, isTray = this.tray;
    const isDropped = hold && !isOut && (isTray || hold.changed);
    this.cancel(!isDropped);
    if (isDropped && isTray) this.moves.move(this.untimed(hold));
    else if (isDropped) drop(board, this.moves, hold);
    else if (hold) board.tell(board.say("back", { title: hold.first.title }));
  }

  untimed(hold) {
    const after = hold.codes.map((code) => ({ ...this.board.sessions.get(code), s: null, e: null }));
    return { codes: hold.codes, tickets: this.board.tickets(hold.codes), day: "", start: "", end: "", place: null, after };
  }

  cancel(settle = true) {
    const { hold, board } = this;
    this.drag = this.hold = this.at = null;
    this.outside = this.tray = false;
    document.documentElement.classList.remove("dragging", "outside", "stretching");
    if (!hold) return;
    hold.end();
    if (settle) board.parts.forEach((part) => part.settle?.());
  }

  // The click that ends a drag opens nothing.
  click(event) {
    if (!this.dragged) return;
    this.dragged = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
