// A question that hangs on the answer to another one is shown when that is answered so. Without this it stands there
// with the condition in words, and the server leaves out what was not asked. What is refused is shown in any case.

const dependants = [...document.querySelectorAll("[data-above]")];

const isSo = (asked) =>
  [...document.getElementsByName(asked.dataset.above)].some((control) => {
    const given = /** @type {HTMLInputElement} */ (control);
    const counts = !["radio", "checkbox"].includes(given.type) || given.checked;
    return counts && given.value === asked.dataset.answer && !given.closest("[data-above][hidden]");
  });

const isShown = (asked) => isSo(asked) || asked.classList.contains("field--error");

// Each below the one on which it hangs may hang on another: as often as there are any.
const show = () => {
  for (let round = 0; round <= dependants.length; round += 1) {
    const wrong = dependants.filter((asked) => asked.hidden === isShown(asked));
    if (!wrong.length) return;
    for (const asked of wrong) asked.hidden = !asked.hidden;
  }
};

if (dependants.length) {
  document.addEventListener("change", show);
  // what a browser fills in again, when somebody comes back to the page, comes after this and without a change
  window.addEventListener("pageshow", show);
  show();
  // in sight, since it is asked, the condition need not be read any more
  for (const asked of dependants) asked.querySelector("[id$='-if']")?.classList.add("unseen");
}
