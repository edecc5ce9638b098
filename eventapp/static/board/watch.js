// What colleagues do meanwhile: asked for while the page is looked at; nothing moves under a hand that holds a card.

const EVERY = 2500;

export class Watch {
  constructor(board, moves) {
    this.board = board;
    this.moves = moves;
    this.seen = board.data.seen;
    this.told = [];
    setInterval(() => this.look(), EVERY);
    document.addEventListener("visibilitychange", () => this.look());
  }

  renew() {
    this.seen = this.board.data.seen;
  }

  async look() {
    if (document.hidden || this.looking) return;
    this.looking = true;
    try {
      const address = `${this.board.data.home}/board/changes?since=${this.seen}`;
      const answer = await fetch(address, { headers: { "if-none-match": `"${this.seen}"` }, redirect: "error", cache: "no-store" });
      this.moves.replay();
      if (answer.status === 200) await this.take(await answer.json());
    } catch { /* no connection: what is moved now waits */ } finally {
      this.looking = false;
    }
  }

  async take({ last, changes }) {
    this.told.push(...changes.filter(({ own }) => !own));
    this.seen = last;
    const { board } = this;
    if (board.holding || document.querySelector("dialog[open]")) return this.warn();
    if (!this.told.length && last === board.data.seen) return;
    await board.refresh();
    this.tell();
  }

  // A card in the hand that a colleague has removed is said at once; the drop will be refused.
  warn() {
    const { board } = this;
    const gone = this.told.find(({ code }) => board.holding?.codes.includes(code));
    if (gone) board.tell(`${gone.who}: ${gone.title}, ${gone.what}`);
  }

  tell() {
    const told = this.told.splice(0);
    if (told.length) this.board.tell(told.map(({ who, title, what }) => `${who}: ${title}, ${what}`).join(". "));
    for (const { code } of told) if (code) this.board.card(code)?.classList.add("theirs");
  }

  // After the hand is empty again.
  async settle() {
    if (!this.told.length) return;
    await this.board.refresh().catch(() => {});
    this.tell();
  }
}
