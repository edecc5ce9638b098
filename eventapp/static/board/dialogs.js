// Dialogs over the board: named by their heading; once closed, the focus is on the card again.

export function dialogOf(board, heading, name = "") {
  const dialog = document.createElement("dialog");
  dialog.className = `board-dialog ${name}`;
  const title = document.createElement("h2");
  title.id = "board-dialog-heading";
  title.textContent = heading;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title);
  const back = document.activeElement?.closest?.("[data-code]")?.dataset.code;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back && !board.root.contains(document.activeElement)) board.card(back)?.querySelector(".move").focus({ preventScroll: true });
    board.parts.forEach((part) => part.settle?.());
  });
  document.body.append(dialog);
  return dialog;
}

export function buttonOf(words, act, name = "btn") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = name;
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}
