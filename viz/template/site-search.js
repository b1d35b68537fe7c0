// Search: what of the index bears all the words; from the first page, the way to it.

const MOST = 100;

/** The words of a text without case, accents or marks, one space before each. */
function key(text) {
  const plain = text.replaceAll("&", " and ").normalize("NFKD").toLowerCase();
  const bare = plain.replace(/\p{M}/gu, "").replace(/(?<=[\p{L}\p{N}])['’](?=[\p{L}\p{N}])/gu, "");
  return (bare.match(/[\p{L}\p{N}]+/gu) || []).map((word) => ` ${word}`).join("");
}

const form = document.getElementById("page:find");
const field = form.querySelector("input");
const index = document.getElementById("page:index");
form.hidden = false;

function searchIndex() {
  const hits = document.getElementById("page:hits");
  const found = document.getElementById("page:found");
  const entries = [...index.querySelectorAll("li")].map((item) => {
    const link = item.querySelector("a");
    const slug = link.getAttribute("href").replace(/^.*\/|\.html$/g, "");
    return { item, name: key(link.textContent), all: key(`${item.textContent} ${slug}`) };
  });

  /** How near a name comes to the words: the name itself, its beginning, in it, elsewhere. */
  const distance = ({ name }, words, whole) =>
    [name === whole, name.startsWith(whole), words.every((word) => name.includes(word))].indexOf(true) + 1 || 4;

  function show() {
    const whole = key(field.value);
    const words = whole.split(/(?= )/).filter(Boolean);
    const kept = words.length ? entries.filter(({ all }) => words.every((word) => all.includes(word))) : [];
    const ranked = kept
      .map((entry) => [distance(entry, words, whole), entry])
      .sort(([one, a], [two, b]) => one - two || a.name.length - b.name.length)
      .slice(0, MOST);
    hits.replaceChildren(...ranked.map(([, { item }]) => item.cloneNode(true)));
    index.hidden = words.length > 0;
    hits.hidden = !index.hidden;
    const beyond = kept.length > MOST ? `the nearest ${MOST} of ` : "";
    found.textContent = words.length ? `${beyond}${kept.length} of ${entries.length} entries` : "";
  }

  function read() {
    const asked = /^#q=(.*)$/s.exec(location.hash);
    if (!asked) return;
    try {
      field.value = decodeURIComponent(asked[1]);
    } catch {
      field.value = asked[1];
    }
    show();
  }

  field.addEventListener("input", () => {
    show();
    const asked = encodeURIComponent(field.value);
    history.replaceState(null, "", asked ? `#q=${asked}` : "#");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hits.querySelector("a")?.click();
  });
  addEventListener("hashchange", read);
  read();
  if (!/^#(?!q=)./.test(location.hash)) field.focus();
}

if (index) {
  searchIndex();
} else {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`search.html#q=${encodeURIComponent(field.value)}`);
  });
}
