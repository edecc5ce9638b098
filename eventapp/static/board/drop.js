// A drop: done at once; where another session has the room then, one chooses between both, a push and a swap.
import { buttonOf, dialogOf } from "./dialogs.js";
import { pushed } from "./rules.js";

export function drop(board, moves, hold) {
  const { wish } = hold;
  const taken = hold.days ? [] : hold.clashes().filter(({ kind }) => kind === "room_twice");
  if (!taken.length) return moves.move(wish);
  const dialog = dialogOf(board, board.say("onto", { title: hold.first.title }));
  const list = document.createElement("div");
  list.className = "picks";
  const offer = (words, chosen) => list.append(buttonOf(words, () => { dialog.close(); moves.move(chosen); }));
  const push = pushed([...board.sessions.values()], hold.at());
  const told = push.moves.map((each) => `${each.title} ${hold.words(each)}`).join("; ");
  const stops = push.stopped.map(({ title }) => board.say("stops", { title })).join(" ");
  if (told) offer([board.say("push", { what: told }), stops].filter(Boolean).join(" "), { ...wish, more: { push: "y" } });
  const codes = [...new Set(taken.flatMap((clash) => clash.codes))].filter((code) => !hold.codes.includes(code));
  const [other] = codes.map((code) => board.sessions.get(code));
  const alike = codes.length === 1 && hold.codes.length === 1 && hold.start !== null && !other.locked && hold.first.s !== null;
  if (alike && !hold.longer && other.e - other.s === hold.first.e - hold.first.s) {
    const address = `${board.data.home}/sessions/${hold.lead}/swap`;
    offer(board.say("swap", { other: other.title }), { ...wish, address, more: { other: board.tickets([other.code])[0] } });
  }
  offer(board.say("both", { other: codes.map((code) => board.sessions.get(code).title).join(", ") }), wish);
  if (!told && stops) dialog.append(Object.assign(document.createElement("p"), { textContent: stops }));
  dialog.append(list, buttonOf(board.say("put_back"), () => dialog.close(), "btn plain"));
  dialog.showModal();
  return undefined;
}
