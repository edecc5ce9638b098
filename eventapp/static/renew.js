// A part of the page that is not ready yet is read again until it is, for at most five minutes.
const PAUSE = 2000;
let left = 150;

async function renew() {
  const part = document.querySelector("[data-renew]");
  if (!part || left-- === 0) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) {
      part.replaceChildren(...fresh.childNodes);
      if (!fresh.hasAttribute("data-renew")) part.removeAttribute("data-renew");
    }
  } catch {
    // no network for a moment: the next try may find it
  }
  setTimeout(renew, PAUSE);
}

setTimeout(renew, PAUSE);
