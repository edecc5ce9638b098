// Copied words go without the soft hyphens that titles have here: whoever pastes them into a search finds what is meant.
document.addEventListener("copy", (event) => {
  const words = document.getSelection().toString();
  if (words.includes("\u00ad")) {
    event.clipboardData.setData("text/plain", words.replaceAll("\u00ad", ""));
    event.preventDefault();
  }
});
