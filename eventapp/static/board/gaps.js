// A phone's list with a card chosen: its gaps are buttons, also those of the day to which a tab leads.
import { buttonOf } from "./dialogs.js";
import { pickUp } from "./hold.js";
import { spots } from "./spots.js";
import { clock } from "./times.js";

const FEW = 6; // places at one time; more are folded

export class Gaps {
  // ``sheet``: shows the other ways to move a card.
  constructor(board, moves, sheet) {
    Object.assign(this, { board, moves, sheet, held: null });
    document.addEventListener("click", (event) => this.turn(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.held && this.leave());
  }

  begin(code) {
    const isSame = this.held?.session.code === code;
    if (this.held) this.leave();
    if (isSame) return;
    this.held = { session: this.board.sessions.get(code), people: this.board.data.people };
    this.draw();
    this.stand();
  }

  // The page is another one: of this day or of the one to which a tab has led, which does not know the card.
  renew() {
    if (!this.held) return;
    const { board, held } = this, { code } = held.session;
    held.session = board.sessions.get(code) ?? held.session;
    board.sessions.set(code, held.session);
    board.data.people = { ...held.people, ...board.data.people };
    this.draw();
  }

  async turn(event) {
    const tab = event.target.closest?.(".bar a[data-day]");
    if (!this.held || !tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", tab.href);
    try {
      await this.board.refresh();
      this.stand();
    } catch {
      location.assign(tab.href);
    }
  }

  // The first gap from where it is has the focus.
  stand() {
    const { board, held } = this;
    if (!held) return;
    const all = [...board.cells.querySelectorAll(".spots")];
    const near = all.find((each) => +each.dataset.at >= (held.session.s ?? 0)) ?? all[0];
    (near ?? this.bar).querySelector("button").focus();
    board.tell(board.say("choose", { title: held.session.title }));
  }

  draw() {
    const { board } = this, hold = pickUp(board, this.held.session.code);
    this.clear();
    if (!hold) {
      this.held = null;
      return;
    }
    hold.end();
    board.root.classList.add("to-gaps");
    board.card(hold.lead)?.classList.add("going");
    this.bar = document.createElement("div");
    this.bar.className = "choose taps";
    const title = Object.assign(document.createElement("p"), { textContent: hold.first.title });
    this.bar.append(title, buttonOf(board.say("other_ways"), () => { this.leave(); this.sheet(hold.lead); }), buttonOf(board.say("put_back"), () => this.leave()));
    board.cells.before(this.bar);
    const others = [...board.sessions.values()].filter((each) => each.s != null && !each.off && !hold.codes.includes(each.code));
    const { starts, ends } = board.cells.dataset, day = { starts: +starts, ends: +ends };
    const places = board.data.places.map(([key]) => key);
    for (const [at, found] of spots(others.filter((each) => each.s < day.ends && each.e > day.starts), hold.first, places, day)) this.show(hold, at, found);
  }

  show(hold, at, found) {
    const row = Object.assign(document.createElement("div"), { className: "spots taps", role: "listitem" });
    row.dataset.at = at;
    const buttons = found.map((spot, index) => this.button(hold, at, spot, index === 0));
    row.append(...buttons.slice(0, FEW));
    if (buttons.length > FEW) {
      const more = document.createElement("details");
      more.append(Object.assign(document.createElement("summary"), { textContent: this.board.say("more_places", { number: buttons.length - FEW }) }), ...buttons.slice(FEW));
      row.append(more);
    }
    const next = this.after(at);
    if (next) next.before(row);
    else this.board.cells.append(row);
  }

  // What of the list comes after that time, if anything does.
  after(at) {
    const { cells, sessions } = this.board;
    const card = [...cells.querySelectorAll(".card[data-code]:not(.again)")].find(({ dataset: { code } }) => sessions.get(code)?.s >= at);
    const way = card?.previousElementSibling;
    return way?.matches(".way") ? way : card;
  }

  button(hold, at, { place, until }, isWhole) {
    const { board } = this, { zone, clock: separator } = board.data;
    const told = { start: clock(at, zone, separator), place: board.placeName(place), end: until && clock(until, zone, separator) };
    const name = board.say(`${place ? "spot" : "spot_none"}${until == null ? "_open" : ""}`, told);
    const clashes = board.judge(hold.at(at, place)).map((clash) => board.inWords(clash, hold.lead, true));
    const words = [name, ...new Set(clashes)].join(" – ");
    const button = buttonOf(isWhole || clashes.length ? words : told.place, () => this.go(hold, at, place), `btn${clashes.length ? " clashing" : ""}`);
    button.ariaLabel = words;
    return button;
  }

  go(hold, at, place) {
    hold.start = at;
    if (place !== hold.first.place) hold.place = place;
    const { wish } = hold;
    this.leave();
    return this.moves.move(wish);
  }

  leave() {
    const { code, title } = this.held.session;
    this.held = null;
    this.clear();
    this.board.tell(this.board.say("back", { title }));
    this.board.card(code)?.querySelector(".move").focus({ preventScroll: true });
  }

  clear() {
    this.bar?.remove();
    this.board.root.classList.remove("to-gaps");
    for (const each of this.board.root.querySelectorAll(".spots")) each.remove();
    for (const each of this.board.root.querySelectorAll(".going")) each.classList.remove("going");
  }
}
