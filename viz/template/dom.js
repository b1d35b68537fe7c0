// Elements and words: everything that data fills goes in as text.

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

/**
 * An element with attributes and children; strings become text, functions listeners.
 * @param {string} name @param {Object<string, any>} attributes @param {...any} children
 */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== "") made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== "" && child !== null && child !== undefined));
  return made;
}

/** A button with words, a class and what it does. */
function button(words, does, attributes = {}) {
  return el("button", { type: "button", click: does, ...attributes }, words);
}

/** The address if it is one of the web, else "". */
function webAddress(text) {
  return /^https?:\/\/[^\s]+$/i.test(text) ? text : "";
}

/** A link that opens a source in a new tab; plain words where there is no address of the web. */
function outward(words, address, attributes = {}) {
  const href = webAddress(address);
  if (!href) return el("span", {}, words);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", ...attributes }, words);
}

/** A link to a page of the site around this one; null where there is none. */
function inward(words, address) {
  return /^[\w.][^:]*$/.test(address) ? el("a", { href: address }, words) : null;
}

const counted = (number, noun, plural = `${noun}s`) =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? noun : plural}`;

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** An ISO day in words. */
function dayInWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : dayFormat.format(date);
}

/** Text without accents, case and marks of direction, for comparing. */
function plain(text) {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .toLowerCase()
    .replace(/[’']/g, "'");
}

/** Tell those who listen what can be seen anyway. */
function whisper(words) {
  byId("heard").textContent = words;
}

/** Tell everyone what happened. */
function say(words) {
  const place = byId("said");
  place.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.textContent = ""; }, 6000);
}

/** Put words on the clipboard, or show them to be copied by hand. */
async function copyWords(words, done) {
  if (await onClipboard(words)) {
    if (byId("words").open) byId("words").close();
    say(done);
  } else showWords("Copy these words", words);
}

async function onClipboard(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

const FORM = "Say in the last three lines what is wrong, what is right and where that is said. Then open an issue with it where the data are kept, or send it to whoever gave you this page. A person who wants to be taken out need not give grounds.";

/** Put a form on the clipboard and show it, to be filled in there or elsewhere. */
async function copyForm(words) {
  showWords(`${(await onClipboard(words)) ? "This form is copied." : "Copy this form."} ${FORM}`, words);
  const area = byId("words-text");
  const blank = words.indexOf("\n", words.lastIndexOf("What is wrong:"));
  area.setSelectionRange(blank, blank);
  area.scrollTop = area.scrollHeight;
}

function showWords(label, words) {
  const sheet = byId("words");
  const area = byId("words-text");
  byId("words-label").textContent = label;
  area.value = words;
  if (!sheet.open) sheet.showModal();
  area.focus();
  area.select();
}

/** Save bytes as a file of that name. */
function saveFile(name, blob) {
  const href = URL.createObjectURL(blob);
  const link = el("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 30000);
}
