// A part of the page that is not ready yet is read again until it is, for at most five minutes. Only what reads
// differently is replaced: whoever listens is told that and no more, and whoever stands on a button stays there.
const PAUSE = 2000;
let left = 150;

function take(part, fresh) {
  for (const old of part.querySelectorAll("[id]")) {
    const now = fresh.querySelector(`#${old.id}`);
    if (now && now.textContent !== old.textContent) old.replaceChildren(...now.childNodes);
  }
  if (fresh.hasAttribute("data-renew")) return;
  part.removeAttribute("data-renew");
  part.querySelector(".again")?.remove();
}

async function renew() {
  const part = document.querySelector("[data-renew]");
  if (!part || left-- === 0) return;
  try {
    const answer = await fetch(part.dataset.renew, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (fresh) take(part, fresh);
  } catch {
    // no network for a moment: the next try may find it
  }
  setTimeout(renew, PAUSE);
}

setTimeout(renew, PAUSE);
