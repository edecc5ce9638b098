// Moves by single taps: on a desk the same form as the page's, in a dialog; on a phone the list's
// gaps, and a sheet with the likely ones.
import { buttonOf, dialogOf } from "./dialogs.js";
import { Gaps } from "./gaps.js";
import { pickUp } from "./hold.js";

const QUARTER = 15;

export class Tapping {
  constructor(board, moves) {
    this.board = board;
    this.moves = moves;
    this.into = new Gaps(board, moves, (code) => this.sheet(code));
    document.addEventListener("click", (event) => this.tap(event));
  }

  renew() {
    this.into.renew();
  }

  tap(event) {
    const card = event.target.closest?.(".card[data-code]");
    const button = event.target.closest?.(".move");
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!button && (!this.board.list || event.target.closest("a, button"))) return;
    event.preventDefault();
    if (this.board.list && button) this.into.begin(card.dataset.code);
    else if (this.board.list) this.sheet(card.dataset.code);
    else this.form(card.dataset.code, card.querySelector(".move").href);
  }

  // The page's own form; sent, it is done at once, or says what is wrong.
  async form(code, address) {
    const { board } = this;
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const form = document.adoptNode(page.querySelector("form.desk-form"));
      const dialog = dialogOf(board, board.say("moves", { title: board.sessions.get(code)?.title ?? "" }), "");
      const wrong = document.createElement("p");
      wrong.className = "error";
      wrong.setAttribute("role", "alert");
      dialog.append(wrong, form, buttonOf(board.say("close"), () => dialog.close(), "btn plain"));
      form.addEventListener("submit", (event) => this.send(event, dialog, wrong));
      dialog.showModal();
    } catch {
      board.tell(board.say("lost"));
    }
  }

  async send(event, dialog, wrong) {
    event.preventDefault();
    const form = event.target;
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
      const said = await answer.json();
      for (const field of form.elements) field.toggleAttribute?.("aria-invalid", !!said.errors?.[field.name]);
      if (!answer.ok) {
        wrong.textContent = said.sentence;
        return;
      }
      dialog.close();
      await this.moves.done(said);
    } catch {
      wrong.textContent = this.board.say("lost");
    }
  }

  // −15, +15, days, places: a tap does it; or into a gap of the list.
  sheet(code) {
    const { board } = this;
    const hold = pickUp(board, code);
    if (!hold) return;
    hold.end();
    const dialog = dialogOf(board, board.say("moves", { title: hold.first.title }), "low");
    this.push = false;
    const row = document.createElement("div");
    row.className = "taps";
    if (hold.first.s != null) {
      row.append(
        this.does(`−${QUARTER}`, board.say("earlier", { minutes: QUARTER }), () => this.by(hold, -QUARTER), dialog),
        this.does(`+${QUARTER}`, board.say("later", { minutes: QUARTER }), () => this.by(hold, QUARTER), dialog),
        this.opens("days", () => this.days(hold, dialog), dialog),
      );
    }
    row.append(this.opens("places", () => this.places(hold, dialog), dialog), buttonOf(board.say("gaps"), () => { dialog.close(); this.into.begin(code); }));
    row.append(this.pushes(), buttonOf(board.say("form"), () => { dialog.close(); this.form(code, board.card(code).querySelector(".move").href); }));
    const list = document.createElement("div");
    list.className = "picks";
    dialog.append(row, list, buttonOf(board.say("close"), () => dialog.close(), "btn plain"));
    dialog.showModal();
  }

  does(words, label, act, dialog) {
    const button = buttonOf(words, () => { dialog.close(); act(); });
    button.ariaLabel = label;
    return button;
  }

  // Pressed, what is chosen then pushes what comes after it.
  pushes() {
    const button = buttonOf(this.board.say("push_those"), () => {
      this.push = !this.push;
      button.ariaPressed = String(this.push);
    });
    button.ariaPressed = "false";
    return button;
  }

  go(wish) {
    return this.moves.move(this.push ? { ...wish, more: { push: "y" } } : wish);
  }

  opens(word, choices, dialog) {
    const button = buttonOf(this.board.say(word), () => {
      dialog.querySelector(".picks").replaceChildren(...choices());
      for (const other of dialog.querySelectorAll("[aria-expanded]")) other.ariaExpanded = String(other === button);
    });
    button.ariaExpanded = "false";
    return button;
  }

  by(hold, minutes) {
    hold.start += minutes;
    this.go(hold.wish);
  }

  days(hold, dialog) {
    const { board } = this, today = Date.parse(board.data.day);
    return board.data.days.filter(([day]) => day !== board.data.day).map(([day, words]) => this.does(words, words, () => {
      hold.days = Math.round((Date.parse(day) - today) / 86400000);
      this.go(hold.wish);
    }, dialog));
  }

  // Free ones first; of the others what clashes there.
  places(hold, dialog) {
    const { board } = this;
    const start = hold.start ?? +board.cells.dataset.starts;
    const all = [...board.data.places, ["", board.data.words.no_place]].filter(([key]) => key !== hold.first.place);
    const told = all.map(([key, name]) => {
      const found = hold.first.s == null ? [] : board.judge(hold.at(start, key));
      return { key, name, found: found.map((clash) => board.inWords(clash, hold.lead, true)) };
    });
    return told.sort((a, b) => a.found.length - b.found.length).map(({ key, name, found }) => {
      const words = `${name} – ${found.length ? found.join(", ") : board.say("free")}`;
      return this.does(words, words, () => this.to(hold, key), dialog);
    });
  }

  to(hold, place) {
    hold.place = place;
    if (hold.first.s == null) return this.moves.move({ ...hold.wish, day: "", start: "" });
    return this.go(hold.wish);
  }
}
