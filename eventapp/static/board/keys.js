// The board by keyboard: one stop for the tabulator, arrows from card to card, Space picks up and drops.
import { buttonOf, dialogOf } from "./dialogs.js";
import { drop } from "./drop.js";
import { pickUp } from "./hold.js";

const SAID_AFTER = 1000;

export class Keys {
  constructor(board, moves) {
    this.board = board;
    this.moves = moves;
    this.renew();
  }

  renew() {
    this.board.root.addEventListener("keydown", (event) => this.press(event));
    this.board.root.addEventListener("focusin", (event) => this.stand(event.target));
    this.board.root.addEventListener("focusout", (event) => this.leave(event));
  }

  // Tab comes back to the card on which one was.
  stand(target) {
    if (!target.matches?.(".move")) return;
    for (const other of this.board.root.querySelectorAll(".move[tabindex='0']")) other.tabIndex = -1;
    target.tabIndex = 0;
  }

  leave(event) {
    if (this.hold && event.relatedTarget && !event.relatedTarget.closest(".board-body")) this.putBack(false);
  }

  press(event) {
    const button = event.target.closest(".move");
    if (!button) return;
    const code = button.closest("[data-code]").dataset.code;
    const act = this.hold ? this.held(event) : this.free(event, button, code);
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What a key does while nothing is picked up; undefined: nothing of ours.
  free(event, button, code) {
    const { key } = event, plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      if (key === "z" && !event.shiftKey) return this.moves.step("undo"), true;
      if (key === "y" || (key.toLowerCase() === "z" && event.shiftKey)) return this.moves.step("redo"), true;
      return undefined;
    }
    if (!plain) return undefined;
    switch (key) {
      case "ArrowUp": case "ArrowDown": case "ArrowLeft": case "ArrowRight": return this.walk(button, key.slice(5)), true;
      case "Home": case "End": return this.walk(button, key), true;
      case "Enter": case "m": return button.click(), true;
      case "e": return location.assign(`${this.board.data.home}/sessions/${code}`), true;
      case " ": return this.pick(code), true;
      case "x": return this.mark([code]), true;
      case "X": return this.mark([...this.board.root.querySelectorAll(".drawn .card[data-code]")].map((card) => card.dataset.code)), true;
      case "?": return this.help(), true;
      default: return undefined;
    }
  }

  held(event) {
    const { key, shiftKey, altKey } = event, { hold } = this;
    if (event.ctrlKey || event.metaKey) return undefined;
    const up = key === "ArrowUp" ? -1 : 1;
    switch (key) {
      case "ArrowUp": case "ArrowDown":
        if (altKey) hold.longer += up * (shiftKey ? 30 : 5);
        else hold.step(up * (shiftKey ? 30 : 5));
        break;
      case "ArrowLeft": hold.aside(-1); break;
      case "ArrowRight": hold.aside(1); break;
      case "PageUp": hold.turn(-1); break;
      case "PageDown": hold.turn(1); break;
      case "n": if (!hold.next()) return this.later(this.board.say("none_free")), true; break;
      case " ": case "Enter": return this.drop(), true;
      case "Escape": return this.putBack(true), true;
      case "Tab": return this.putBack(false), undefined;
      default: return undefined;
    }
    hold.show();
    this.later(hold.sentence());
    return true;
  }

  pick(code) {
    const { board } = this;
    this.hold = pickUp(board, code);
    if (!this.hold) return;
    const { title } = this.hold.first, number = this.hold.codes.length;
    this.hold.show();
    board.tell(number > 1 ? board.say("held_many", { number }) : board.say("held", { title }));
  }

  drop() {
    const { hold } = this;
    if (!hold.changed) return this.putBack(true);
    this.release();
    drop(this.board, this.moves, hold);
  }

  putBack(focus) {
    const { hold, board } = this;
    this.release();
    board.tell(board.say("back", { title: hold.first.title }));
    if (focus) board.card(hold.lead)?.querySelector(".move").focus();
    board.parts.forEach((part) => part.settle?.());
  }

  release() {
    clearTimeout(this.timer);
    this.hold.end();
    this.hold = null;
  }

  // The line says it at once to whoever sees it (the ghost does); the live region when the hand has rested for a second.
  later(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.board.tell(words), SAID_AFTER);
  }

  // Those that can move; marked again they are not marked any more.
  mark(codes) {
    const { board } = this;
    const free = [...new Set(codes)].filter((code) => !board.sessions.get(code).locked && !board.sessions.get(code).off);
    const all = free.every((code) => board.marked.has(code));
    for (const code of free) board.marked[all ? "delete" : "add"](code);
    for (const card of board.root.querySelectorAll(".card[data-code]")) card.classList.toggle("marked", board.marked.has(card.dataset.code));
    board.tell(board.say("marked", { number: board.marked.size }));
  }

  walk(button, direction) {
    const cards = [...this.board.root.querySelectorAll(".card[data-code]")].filter((card) => card.offsetParent);
    const from = button.closest(".card").getBoundingClientRect(), at = cards.indexOf(button.closest(".card"));
    const boxes = cards.map((card) => [card, card.getBoundingClientRect()]);
    const middle = ({ left, width }) => left + width / 2;
    const far = {
      Down: ([, box]) => (box.top > from.top + 1 && this.shares(box, from) ? box.top - from.top + Math.abs(middle(box) - middle(from)) / 9 : null),
      Up: ([, box]) => (box.top < from.top - 1 && this.shares(box, from) ? from.top - box.top + Math.abs(middle(box) - middle(from)) / 9 : null),
      Right: ([, box]) => (box.left > from.left + 1 && middle(box) > middle(from) ? box.left - from.left + Math.abs(box.top - from.top) : null),
      Left: ([, box]) => (box.left < from.left - 1 && middle(box) < middle(from) ? from.left - box.left + Math.abs(box.top - from.top) : null),
    }[direction];
    const drawn = cards.filter((card) => card.closest(".drawn"));
    let to = { Home: drawn[0], End: drawn.at(-1) }[direction];
    if (far) to = boxes.map((pair) => [pair[0], far(pair)]).filter(([, distance]) => distance !== null).sort(([, a], [, b]) => a - b)[0]?.[0];
    to ??= direction === "Down" ? cards[at + 1] : direction === "Up" ? cards[at - 1] : undefined;
    to?.querySelector(".move").focus();
  }

  shares(box, from) {
    return box.left < from.right && from.left < box.right;
  }

  help() {
    const { board } = this, dialog = dialogOf(board, board.say("keys"));
    const list = document.createElement("dl");
    for (const [key, words] of this.board.data.keys) {
      const term = document.createElement("dt"), told = document.createElement("dd");
      term.textContent = key;
      told.textContent = words;
      list.append(term, told);
    }
    dialog.append(list, buttonOf(board.say("close"), () => dialog.close()));
    dialog.showModal();
  }
}
