// Moves on their way to the server: one after the other, kept while there is no connection, never lost without a word.
import { buttonOf } from "./dialogs.js";
import { clock, say } from "./times.js";

const MOST = 20;
const KEPT = "board-waiting "; // and the visit

export class Moves {
  constructor(board) {
    this.board = board;
    this.account = board.data.account;
    this.kept = KEPT + board.data.home;
    this.waiting = [];
    this.queue = Promise.resolve();
    this.stopped = "";
    this.banner = document.createElement("div");
    this.banner.className = "waiting";
    this.banner.hidden = true;
    board.status.before(this.banner);
    this.restore();
    addEventListener("online", () => this.replay());
    document.addEventListener("submit", (event) => this.submit(event));
  }

  // What waited when the page was left waits on, for the same visit in the same window. Nobody sends what another has moved.
  restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.kept) ?? "null");
      if (kept?.account === this.account) this.waiting = kept.waiting;
      else sessionStorage.removeItem(this.kept);
    } catch { /* a store that is closed or spoilt: nothing waits */ }
    if (!this.waiting.length) return;
    this.renew();
    this.replay();
  }

  keep() {
    try {
      sessionStorage.setItem(this.kept, JSON.stringify({ account: this.account, waiting: this.waiting }));
    } catch { /* then it waits on this page alone */ }
    this.show();
  }

  body(wish) {
    const sent = new URLSearchParams({ csrf_token: this.board.data.csrf, day: wish.day, start: wish.start, keep: "length" });
    for (const ticket of wish.tickets) sent.append("session", ticket);
    if (wish.end) sent.set("end", wish.end);
    if (wish.place !== null) sent.set("place", wish.place);
    for (const [name, value] of Object.entries(wish.more ?? {})) sent.set(name, value);
    return sent;
  }

  // {status, said}; throws TypeError where nothing answers.
  async post(wish) {
    const address = wish.address ?? `${this.board.data.home}/sessions/${wish.codes[0]}/move`;
    const answer = await fetch(address, {
      method: "POST", body: this.body(wish), headers: { accept: "application/json" }, redirect: "error",
    });
    if (answer.status >= 502 && answer.status <= 504) throw new TypeError(String(answer.status));
    const isJson = answer.headers.get("content-type")?.includes("json");
    const lost = answer.status === 404 ? this.board.say("gone") : this.board.say("lost");
    return { ok: answer.ok, status: answer.status, said: isJson ? await answer.json() : { sentence: lost } };
  }

  // One after the other, so that a second move of a card knows what became of the first.
  move(wish) {
    return (this.queue = this.queue.then(() => this.one(wish)).catch((error) => this.board.tell(this.board.say("lost")) ?? console.warn(error)));
  }

  async one(wish) {
    const { board } = this;
    if (this.waiting.length) return this.wait(wish);
    board.tell(board.say("sending"));
    try {
      const { ok, said } = await this.post(wish);
      if (ok && !said.left_out?.some(({ code }) => wish.codes.includes(code) && wish.codes.length === 1 && !said.changed?.length)) return await this.done(said);
      await this.refused(wish, said);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.wait(wish);
    }
    return false;
  }

  async done(said) {
    this.board.marked.clear();
    await this.board.refresh();
    this.board.tell(said.sentence);
    this.offerUndo();
    return true;
  }

  // The card is where it was; why stands on it, and in the live region.
  async refused(wish, said) {
    const { board } = this, title = wish.after?.[0]?.title ?? "";
    const sentence = board.say("refused", { title, why: said.sentence });
    try { await board.refresh(); } catch { /* then the page is as it was */ }
    board.tell(sentence);
    for (const code of wish.codes) {
      const card = board.card(code);
      if (!card) continue;
      const why = document.createElement("p");
      why.className = "why clash refused";
      why.textContent = said.sentence;
      card.querySelector(".body").append(why);
      this.offerMine(wish, code, why);
    }
    return false;
  }

  // A colleague has moved it meanwhile: theirs stands there, mine is a button.
  offerMine(wish, code, why) {
    const { board } = this, is = board.tickets([code])[0], mine = wish.after.find((each) => each.code === code);
    if (wish.tickets.includes(is) || !mine || mine.s === null || wish.codes.length > 1) return;
    const { zone, clock: separator } = board.data;
    const words = `${clock(mine.s, zone, separator)}–${clock(mine.e, zone, separator)}`;
    why.append(" ", buttonOf(board.say("mine", { new: words }), () => this.move({ ...wish, tickets: [is] }), "btn plain"));
  }

  offerUndo() {
    const undo = document.querySelector(".steps form[action$='/undo']");
    if (!undo) return;
    this.board.status.append(" ", buttonOf(this.board.say("undo"), () => this.step("undo"), "btn plain"));
  }

  // Undo and redo are forms of the page, and work so without this: sent from here, the board stays where it is.
  step(name) {
    const form = document.querySelector(`.steps form[action$="/${name}"]`);
    if (form) form.requestSubmit();
    else this.board.tell(this.board.say("no_step"));
  }

  submit(event) {
    if (!event.target.closest?.(".steps")) return;
    event.preventDefault();
    this.queue = this.queue.then(() => this.take(event.target)).catch(() => this.board.tell(this.board.say("lost")));
  }

  async take(form) {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "application/json" }, redirect: "error",
    });
    const said = await answer.json();
    await this.board.refresh();
    this.board.tell(said.sentence);  // what comes next stands in the buttons
  }

  wait(wish) {
    const { board } = this;
    if (this.waiting.length >= MOST) {
      board.tell(board.say("full", { most: MOST }));
      return false;
    }
    this.waiting.push(wish);
    for (const session of wish.after ?? []) board.sessions.set(session.code, session);
    this.keep();
    board.tell(board.say("offline", { number: this.waiting.length, most: MOST }));
    return false;
  }

  renew() {
    if (this.account !== this.board.data.account) this.forget();
    for (const wish of this.waiting) for (const session of wish.after ?? []) this.board.sessions.set(session.code, session);
    this.show();
  }

  // Another account has signed in meanwhile.
  forget() {
    this.account = this.board.data.account;
    this.waiting = [];
    this.stopped = "";
    this.keep();
  }

  // In their order; the first refusal stops it, and what is behind stays in sight.
  replay() {
    if (!this.waiting.length || this.stopped || this.replaying) return;
    this.replaying = true;
    this.queue = this.queue.then(() => this.sendAll()).catch(() => {}).finally(() => { this.replaying = false; });
  }

  async sendAll() {
    const { board } = this;
    let told = "";
    try {
      while (this.waiting.length && !this.stopped) {
        const [wish] = this.waiting;
        const { ok, said } = await this.post(wish);
        if (ok) told = said.sentence;
        else this.stopped = board.say("stopped", { title: wish.after?.[0]?.title ?? "", why: said.sentence });
        this.waiting.shift();
        this.keep();
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return;
    }
    await board.refresh();
    board.tell(this.stopped || told);
  }

  show() {
    const { board, banner } = this;
    banner.hidden = !this.waiting.length && !this.stopped;
    const heading = document.createElement("p");
    heading.textContent = this.stopped || board.say("offline", { number: this.waiting.length, most: MOST });
    const list = document.createElement("ul");
    for (const wish of this.waiting) {
      const item = document.createElement("li");
      const day = board.data.days.find(([each]) => each === wish.day)?.[1] ?? wish.day;
      const when = wish.day ? `${day}, ${wish.start.replace(":", board.data.clock)}` : board.say("untimed");
      item.textContent = `${wish.after?.[0]?.title ?? ""}: ${say(board.data.words.waits, { new: when })}`;
      item.append(" ", buttonOf(board.say("drop"), () => this.drop(wish), "btn plain"));
      list.append(item);
    }
    banner.replaceChildren(heading, list);
    if (this.stopped) banner.append(buttonOf(board.say("send_rest"), () => this.goOn(), "btn plain"));
    for (const card of board.root.querySelectorAll(".card[data-code]")) {
      card.classList.toggle("waits", this.waiting.some(({ codes }) => codes.includes(card.dataset.code)));
    }
  }

  drop(wish) {
    this.waiting = this.waiting.filter((each) => each !== wish);
    if (!this.waiting.length) this.stopped = "";
    this.keep();
    this.board.refresh().catch(() => {});
  }

  goOn() {
    this.stopped = "";
    this.keep();
    this.replay();
  }
}
