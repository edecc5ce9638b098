// Ctrl+K (⌘K), or the link, opens a box in which what is found appears while one types: arrows, Enter, Escape. The words
// are sent as a form, never as an address. Without this the link leads to a page that does the same.
const link = document.querySelector("a.find");
const WAIT = 150;
let box, field, list, told, form;
let options = [];
let at = -1;
let asking = null;
let timer = 0;

const made = (name, attributes = {}, text = "") => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
};

function build() {
  const { label, close } = link.dataset;
  box = made("dialog", { class: "find-box", "aria-label": link.firstChild.textContent.trim() });
  form = made("form", { method: "post", action: link.getAttribute("href"), role: "search" });
  field = made("input", {
    name: "q", type: "search", maxlength: "100", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    role: "combobox", "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": "find-list", placeholder: label,
  });
  const token = made("input", { name: "csrf_token", type: "hidden" });
  token.value = document.querySelector("input[name=csrf_token]")?.value ?? "";
  const leave = made("button", { type: "button", class: "btn" }, close);
  leave.addEventListener("click", () => box.close());
  list = made("div", { id: "find-list", role: "listbox", "aria-label": label });
  told = made("p", { role: "status", class: "quiet" });
  form.append(token, field, leave);
  box.append(form, told, list);
  field.addEventListener("input", later);
  field.addEventListener("keydown", steer);
  form.addEventListener("submit", (event) => {
    const chosen = options[at] ?? options[0];
    if (!chosen) return; // the page says what is found, or why nothing is
    event.preventDefault();
    chosen.click();
  });
  // a click beside the box
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => { asking?.abort(); clearTimeout(timer); });
  document.body.append(box);
}

function open() {
  if (!box) build();
  if (box.open) return;
  box.showModal();
  field.select();
}

function point(to) {
  options[at]?.setAttribute("aria-selected", "false");
  at = to;
  const chosen = options[at];
  if (!chosen) { field.removeAttribute("aria-activedescendant"); return; }
  chosen.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function steer(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (!(event.key in steps) || !options.length) return;
  event.preventDefault();
  point((at + steps[event.key] + options.length) % options.length);
}

function show({ said, groups }) {
  list.replaceChildren();
  options = [];
  at = -1;
  for (const [number, group] of groups.entries()) {
    const part = made("div", { role: "group", "aria-labelledby": `find-group-${number}` });
    part.append(made("div", { id: `find-group-${number}`, class: "over", role: "presentation" }, group.title));
    for (const each of group.found) {
      const option = made("a", {
        role: "option", id: `find-${options.length}`, href: each.address, tabindex: "-1", "aria-selected": "false",
      }, each.name);
      if (each.more) option.append(made("span", { class: "quiet" }, ` ${each.more}`));
      options.push(option);
      part.append(option);
    }
    list.append(part);
  }
  told.textContent = said;
  field.setAttribute("aria-expanded", String(options.length > 0));
  point(options.length ? 0 : -1);
}

function later() {
  clearTimeout(timer);
  asking?.abort();
  if (!field.value.trim()) { show({ said: "", groups: [] }); return; }
  timer = setTimeout(ask, WAIT);
}

async function ask() {
  asking = new AbortController();
  const { signal } = asking;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
      redirect: "error", signal,
    });
    show(await answer.json());
  } catch {
    if (!signal.aborted) show({ said: link.dataset.away, groups: [] });
  }
}

if (link && window.HTMLDialogElement) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
}
