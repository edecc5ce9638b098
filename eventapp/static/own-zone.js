// Where no zone was chosen yet, the browser's own is proposed; without scripts it is looked up in the list.
const list = document.querySelector("select[data-own-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list && [...list.options].some(({ value }) => value === own)) list.value = own;
