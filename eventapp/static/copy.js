// Buttons that copy the text of another element. Without scripts, or without a clipboard, they stay hidden.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(source.textContent);
      status.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source); // refused: the address is selected, ready for the reader's own copy
    }
  });
}
