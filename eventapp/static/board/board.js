// The schedule board: the page works without this; with it cards are dragged, carried by keys, and moved by taps.
import { Tapping } from "./tapping.js";
import { Dragging } from "./dragging.js";
import { Keys } from "./keys.js";
import { Moves } from "./moves.js";
import { Watch } from "./watch.js";
import { say, ticket } from "./times.js";
import { clashes, waysOf } from "./rules.js";

// What the page knows and shows. Whoever changes something asks ``moves``; the server's next page is what is shown then.
class Board {
  constructor() {
    this.status = document.querySelector(".says");
    this.status.classList.add("over");
    this.holding = null;
    this.marked = new Set();
    this.read();
  }

  read() {
    this.data = JSON.parse(document.getElementById("board-data").textContent);
    this.root = document.querySelector(".board-body");
    this.cells = this.root.querySelector(".drawn");
    const known = Object.entries(this.data.sessions);
    this.sessions = new Map(known.map(([code, each]) => [code, {
      code, title: each.t, s: each.s ?? null, e: each.e ?? null, kind: each.k, place: each.p ?? "", people: each.w ?? [],
      seats: each.n ?? null, everybody: !!each.a, off: !!each.o, locked: !!each.f, across: !!each.u,
    }]));
    this.known = {
      minutes: waysOf(this.data.venues, this.data.ways), capacities: this.data.capacities, margin: this.data.margin,
    };
    this.prepare();
  }

  // Only with a script: buttons where there were links, handles for fingers, one stop for the tabulator.
  prepare() {
    const byFinger = matchMedia("(any-pointer: coarse)").matches;
    for (const card of this.root.querySelectorAll(".card[data-code]")) {
      const button = card.querySelector(".move"), title = card.querySelector("h3 a");
      button.setAttribute("role", "button");
      button.tabIndex = -1;
      title.tabIndex = -1;
      title.draggable = button.draggable = false;
      for (const link of card.querySelectorAll(".why a")) link.tabIndex = -1;
      if (byFinger) card.append(Object.assign(document.createElement("span"), { className: "handle", ariaHidden: "true" }));
      if (this.marked.has(card.dataset.code)) card.classList.add("marked");
    }
    const first = this.root.querySelector(".drawn .move") ?? this.root.querySelector(".move");
    if (first) first.tabIndex = 0;
  }

  get list() {
    return getComputedStyle(this.cells).display !== "grid";
  }

  card(code) {
    return this.cells.querySelector(`.card[data-code="${CSS.escape(code)}"]:not(.again)`)
      ?? this.root.querySelector(`.card[data-code="${CSS.escape(code)}"]`);
  }

  tell(words) {
    this.status.textContent = words;
  }

  say(name, values = {}) {
    return say(this.data.words[name], { ...values });
  }

  placeName(key) {
    return this.data.places.find(([place]) => place === key)?.[1] ?? this.data.words.no_place;
  }

  // What would be the matter if those sessions lay so: [{kind, codes, who, needs, has}].
  judge(moved) {
    const changed = new Map(moved.map((each) => [each.code, each]));
    const all = [...this.sessions.values()].map((each) => changed.get(each.code) ?? each);
    return clashes(all, this.known, new Set(changed.keys()));
  }

  // One clash in words, short for a place of the grid, or as a sentence for the line below.
  inWords(clash, code, short = false) {
    const other = this.sessions.get(clash.codes.find((each) => each !== code))?.title ?? "";
    const who = clash.who === "*" ? this.data.words.everybody : this.data.people[clash.who] ?? clash.who;
    const { needs, has } = clash;
    switch (clash.kind) {
      case "speaker_twice": return short ? who : this.say("twice", { who, other });
      case "room_twice": return short ? this.say("taken") : this.say("room", { other });
      case "way_too_short": return short ? this.say("way", { minutes: needs }) : this.say("way_of", { who, needs, has });
      case "room_too_small": return short ? `${has} < ${needs}` : this.say("small", { has, needs });
      default: {
        const mine = this.sessions.get(code)?.everybody;
        return short ? this.say("everybody") : this.say(mine ? "over_own" : "over", { other });
      }
    }
  }

  // The page as the server has it now takes the place of what is here; the focus stays on its card.
  async refresh() {
    const held = document.activeElement?.closest?.("[data-code]")?.dataset.code;
    const before = new Map([...this.root.querySelectorAll(".card[data-code]")].map((card) => [card.dataset.code, card.getBoundingClientRect()]));
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { scrollLeft: left, scrollTop: top } = document.querySelector(".grid");
    for (const part of [".board-body", ".bar", ".steps"]) {
      document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
    }
    document.querySelector(".grid").scrollTo({ left, top, behavior: "instant" });
    this.read();
    for (const part of this.parts) part.renew?.();
    if (held) this.card(held)?.querySelector(".move").focus({ preventScroll: true });
    this.slide(before);
  }

  slide(before) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const card of this.root.querySelectorAll(".card[data-code]:not(.again)")) {
      const was = before.get(card.dataset.code), is = card.getBoundingClientRect();
      if (!was || (Math.abs(was.top - is.top) < 2 && Math.abs(was.left - is.left) < 2)) continue;
      card.animate([{ transform: `translate(${was.left - is.left}px, ${was.top - is.top}px)` }, { transform: "none" }], 200);
    }
  }

  // "code@instant@place" of each.
  tickets(codes) {
    return codes.map((code) => ticket(this.sessions.get(code)));
  }
}

const board = document.getElementById("board-data") && new Board();
if (board) {
  const moves = new Moves(board);
  board.parts = [moves, new Watch(board, moves), new Dragging(board, moves), new Keys(board, moves), new Tapping(board, moves)];
}
