// Proposes the address of a new visit while its name is typed, of the letters that the server would make it of; until
// somebody types another. Without scripts it is empty, and made of the name when the visit is.
const LENGTH = 40;
const ALIKE = { ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t", ı: "i", ŋ: "n", ß: "ss" };
const slug = document.getElementById("slug");
const names = ["en", "lt", "nb"].map((language) => document.getElementById(`name-${language}`));

function proposed() {
  const name = names.map((field) => field.value.trim()).find(Boolean) ?? "";
  const plain = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const words = plain.replace(/[øæœłđðþħŧıŋß]/g, (letter) => ALIKE[letter]).match(/[a-z0-9]+/g) ?? [];
  while (words.join("-").length > LENGTH && words.length > 1) words.pop();
  return words.join("-").slice(0, LENGTH);
}

let last = proposed();
if (!slug.value) slug.value = last;
for (const field of names) {
  field.addEventListener("input", () => {
    const next = proposed();
    if (slug.value === last || !slug.value) slug.value = next;
    last = next;
  });
}
