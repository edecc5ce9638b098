// Chooses from the programme on the page itself: by day, kind, place and speaker as the form and the address say, and by
// words, which stand in no address. Without scripts the form asks for a page that has only what is chosen.
const form = document.querySelector("form[data-choosing]");
const root = document.getElementById("days");
const words = document.getElementById("words");
const told = document.querySelector(".found");
const ALIKE = { æ: "a", œ: "o", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", ı: "i" };

// Å is found by a, å and aa, Ø by o and oe; soft hyphens and apostrophes are nothing.
function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\p{M}\u00ad'’‘ʼ]/gu, "");
  return plain.replace(/[æœøłđðþßı]/g, (letter) => ALIKE[letter]).replace(/aa|ae/g, "a").replace(/oe/g, "o");
}

function chosen() {
  return [...new FormData(form)].filter(([, value]) => value);
}

function fits(cell, pairs, asked) {
  const known = (name) => (name === "day" ? cell.closest("[data-day]")?.dataset.day : cell.dataset[name]);
  cell.folded ??= fold(cell.textContent);
  return pairs.every(([name, value]) => known(name)?.split(" ").includes(value))
    && asked.every((word) => cell.folded.includes(word));
}

// What holds only what is hidden is hidden, too; so is the way to such a day.
function fold_away() {
  for (const part of root.querySelectorAll(".list > li, section.day")) {
    part.hidden = !part.querySelector(".cell:not([hidden])");
  }
  for (const section of root.querySelectorAll("section.day")) {
    if (!section.querySelector(".list > li:not([hidden])")) section.hidden = true;
    const link = root.querySelector(`.days a[href="#${section.dataset.day}"]`);
    if (link) link.parentElement.hidden = section.hidden;
  }
}

function show() {
  const pairs = chosen(), asked = fold(words.value).split(/\s+/).filter(Boolean);
  const cells = [...root.querySelectorAll(".cell")];
  for (const cell of cells) cell.hidden = !fits(cell, pairs, asked);
  fold_away();
  for (const span of root.querySelectorAll("h2 .span")) span.hidden = pairs.length + asked.length > 0;
  const shown = cells.filter((cell) => !cell.hidden).length, all = pairs.length + asked.length === 0;
  told.textContent = all ? "" : told.dataset.told.replace("{shown}", shown);
  document.querySelector("[data-nothing]").hidden = all || shown > 0;
  document.querySelector(".chosen").hidden = all;
  document.querySelector(".chosen .if-any").hidden = pairs.length === 0 || asked.length > 0;
  address(pairs);
  document.dispatchEvent(new Event("programme"));
}

// The address, the other languages' and the calendar's go with what is chosen.
function address(pairs) {
  const query = new URLSearchParams(pairs).toString(), asked = query && `?${query}`;
  history.replaceState(history.state, "", location.pathname + asked + location.hash);
  for (const link of document.querySelectorAll(".languages a")) link.search = asked;
  for (const feed of document.querySelectorAll(".chosen [data-feed]")) {
    const whole = feed.dataset.whole ??= (feed.getAttribute("href") ?? feed.textContent).split("?")[0];
    const more = [query, feed.dataset.feed].filter(Boolean).join("&");
    if (feed.href) feed.setAttribute("href", `${whole}?${more}`);
    else feed.textContent = `${whole}?${more}`;
  }
}

// A page that has only what was chosen fetches the whole, once, before anything else is chosen.
async function complete() {
  if (!("part" in form.dataset)) return;
  const answer = await fetch(form.action, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  root.replaceChildren(...page.getElementById("days").childNodes);
  delete form.dataset.part;
}

async function choose() {
  try {
    await complete();
    show();
  } catch {
    location.assign(`${form.action}?${new URLSearchParams(chosen())}`);
  }
}

if (form) {
  words.parentElement.hidden = false;
  form.querySelector(".send")?.setAttribute("hidden", "");
  form.addEventListener("change", (event) => event.target === words || choose());
  words.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("[data-all]").addEventListener("click", (event) => {
    event.preventDefault();
    words.value = "";
    for (const select of form.querySelectorAll("select")) select.value = "";
    (form.querySelector("details[open] select") ?? words).focus();
    choose();
  });
}
