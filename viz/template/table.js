// The table: all that the picture tells, in rows of ties, of things or of facts.

const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

const once = (words) => [...new Set(words.filter(Boolean))];
const documentsOf = (about) => once(about.flatMap((fact) => fact.sources.map((one) => documents[one.document].title))).join("; ");

/** A number by which dates in words sort; those without a year come first. */
function dated(words) {
  const year = Number((/\b(\d{4})\b/.exec(words) || [])[1] || 0);
  const month = MONTHS.findIndex((name) => words.toLowerCase().includes(name)) + 1;
  const day = Number((/\b(\d{1,2}) [A-Z]/.exec(words) || [])[1] || 0);
  return year * 10000 + month * 100 + day;
}

const bare = (attested) => attested.replace(/^last attested /, "");
const statusCell = (words, status) => el("span", { class: `status ${status}` }, words);

const classOf = ({ status, statuses }) => (statuses === status ? status : `${status} mixed`);

const BY_DATE = ["when", "attested"];

/**
 * The tables by name: how a row is called, its columns, its words, whether a state shows it or has
 * it chosen, and what stands in a cell that is more than its words.
 */
const TABLES = {
  ties: {
    noun: "tie",
    columns: [["from", "From"], ["how", "How"], ["to", "To"], ["status", "Status"], ["when", "When"], ["attested", "Last attested"], ["documents", "Documents"]],
    rows: () => ties.map(tieRow).sort((a, b) => collator.compare(a.from, b.from) || collator.compare(a.to, b.to) || a.at - b.at),
    shows: (row, look) => look.ties[row.at],
    chosen: (row, what) => what.tie === row.at || what.thing === ties[row.at].source || what.thing === ties[row.at].target,
    sought: (row) => `${sought[ties[row.at].source]}\n${sought[ties[row.at].target]}`,
    cells: {
      from: (row) => thingButton(ties[row.at].source),
      how: (row) => button(row.how, () => choose(tieKey(row.at)), { class: "how" }),
      to: (row) => thingButton(ties[row.at].target),
      status: (row, how) => statusCell(how === "may" ? `${row.status}, may hold` : row.status, classOf(ties[row.at])),
    },
  },
  things: {
    noun: "thing",
    columns: [["name", "Name"], ["kind", "Kind"], ["ties", "Ties"], ["facts", "Facts"], ["names", "Other names and codes"], ["notes", "Of note"]],
    rows: () => things.map(thingRow),
    shows: (row, look) => look.things[row.at],
    chosen: (row, what) => what.thing === row.at,
    sought: (row) => sought[row.at],
    cells: { name: (row) => thingButton(row.at) },
  },
  facts: {
    noun: "fact",
    columns: [["said", "What is said"], ["status", "Status"], ["when", "When"], ["attested", "Last attested"], ["documents", "Documents"], ["note", "Reading note"]],
    rows: () => factOrder().map((at) => factRow(facts[at], at)),
    shows: (row, look) => look.facts[row.at],
    chosen: (row, what) => Boolean(what.facts?.includes(row.at)),
    sought: () => "",
    cells: {
      said: (row) => button(row.said, () => choose(`fact:${facts[row.at].key}`), { class: "how" }),
      status: (row, how) => statusCell(how === "may" ? `${row.status}, may hold` : row.status, row.status),
    },
  },
};

function tieRow(tie, at) {
  const about = tie.facts.map((fact) => facts[fact]);
  const latest = about.map((fact) => fact.attested).sort((a, b) => dated(b) - dated(a))[0] || "";
  return {
    at,
    from: things[tie.source].label,
    how: (tie.kinds.join(", ") || "tied") + (tie.originals.length ? `; seat of ${tie.originals.join(", ")}` : ""),
    to: things[tie.target].label,
    status: tie.statuses,
    when: once(about.map((fact) => fact.when)).join("; "),
    attested: bare(latest),
    documents: documentsOf(about),
  };
}

function thingRow({ label, kind, sort, names, several, planned, facts: about }, at) {
  const known = new Set([...around[at].flatMap((tie) => ties[tie].facts), ...about]);
  const notes = [several ? "a class of bodies" : "", planned ? "was still to be created" : "", picture.placed.includes(at) ? "" : "not drawn"];
  return {
    at,
    name: label,
    kind: capital(sort || kindWords(kind)),
    ties: String(around[at].length),
    facts: String(known.size),
    names: names.filter((name) => name !== label).join("; "),
    notes: notes.filter(Boolean).join("; "),
  };
}

/** The facts of the ties before those that only tell more of the things. */
const factOrder = () => [...new Set([...ties.flatMap((tie) => tie.facts), ...facts.keys()])];

function factRow(fact, at) {
  const { text, status, when, attested, note } = fact;
  return { at, said: text, status, when, attested: bare(attested), documents: documentsOf([fact]), note };
}

/** The rows of a table, made when they are first asked for. */
const allRows = (() => {
  const known = {};
  return (name) => { known[name] = known[name] || TABLES[name].rows(); return known[name]; };
})();

/** The rows that a state shows, in its order. */
function rowsOf(name, now, look) {
  const { columns, shows, sought: also } = TABLES[name];
  const words = plain(now.q).split(/\s+/).filter(Boolean);
  const matches = (row) => {
    const text = `${also(row)}\n${plain(Object.values(row).join("\n"))}`;
    return words.every((word) => text.includes(word));
  };
  const shown = allRows(name).filter((row) => shows(row, look) && (!words.length || matches(row)));
  const column = now.sort.replace(/^-/, "");
  if (!columns.some(([key]) => key === column)) return shown;
  const turn = now.sort.startsWith("-") ? -1 : 1;
  const by = BY_DATE.includes(column)
    ? (a, b) => dated(a[column]) - dated(b[column])
    : (a, b) => collator.compare(a[column], b[column]);
  return shown.sort((a, b) => turn * by(a, b));
}

/** The table that the state asks for. @param {State} now @param {Look} look */
function showTable(now, look) {
  const name = rowsNamed(now);
  readOut = "";
  const { noun, columns } = TABLES[name];
  const shown = rowsOf(name, now, look);
  const number = allRows(name).length;
  const all = shown.length === number;
  byId("rows-shown").textContent = all ? `All ${counted(number, noun)}` : `${shown.length} of ${counted(number, noun)}`;
  byId("rows-note").textContent = all ? "" : " shown: the search, the day and the legend filter the table too.";
  for (const tab of byId("rows").querySelectorAll("[data-rows]")) tab.setAttribute("aria-pressed", String(tab.dataset.rows === name));
  for (const each of Object.keys(TABLES)) byId(`table-of-${each}`).hidden = each !== name;
  const chosen = selected(now.sel);
  fillTable(name, columns.map((column) => headCell(name, column, now)), shown.map((row) => bodyRow(name, row, look, chosen)));
}

const rowsNamed = (now) => (now.rows in TABLES ? now.rows : "ties");

function fillTable(name, head, body) {
  const table = byId(`table-of-${name}`);
  table.tHead.replaceChildren(el("tr", {}, head));
  table.tBodies[0].replaceChildren(...body);
}

function headCell(name, [key, words], now) {
  const sorted = now.sort.replace(/^-/, "") === key;
  const down = sorted && now.sort.startsWith("-");
  const mark = sorted ? (down ? " ▼" : " ▲") : "";
  const sort = () => {
    state.set({ sort: !sorted ? key : down ? "" : `-${key}` }, true);
    byId(`table-of-${name}`).querySelector(`[data-column="${key}"]`).focus();
  };
  return el("th", { scope: "col", "aria-sort": sorted ? (down ? "descending" : "ascending") : "none" },
    button([words, el("span", { "aria-hidden": "true" }, mark)], sort, { "data-column": key }));
}

function bodyRow(name, row, look, chosen) {
  const { noun, columns, cells, shows, chosen: isChosen } = TABLES[name];
  return el("tr", { [`data-${noun}`]: String(row.at), class: chosen && isChosen(row, chosen) ? "chosen" : "" },
    columns.map(([key, words]) => el("td", { "data-label": words, dir: "auto" }, cells[key] ? cells[key](row, shows(row, look)) : row[key])));
}

for (const tab of byId("rows").querySelectorAll("[data-rows]")) {
  tab.addEventListener("click", () => state.set({ rows: tab.dataset.rows === "ties" ? "" : tab.dataset.rows, sort: "" }));
}

// The same before the picture, for those to whom the page is read

const READ = 1000;
let readOut = "";

/** All tables in plain words, when there is time. */
const readLater = (() => {
  const later = window.requestIdleCallback || ((does) => setTimeout(does, 200));
  let waiting = false;
  const fill = () => {
    waiting = false;
    if (viewOf(state.now) === "picture") fillToBeRead(state.now, lookOf(state.now));
  };
  return () => {
    if (!waiting) later(fill);
    waiting = true;
  };
})();

/** They are made anew where the day or the legend shows others. @param {State} now @param {Look} look */
function fillToBeRead(now, look) {
  const part = JSON.stringify([look.day, now.may, now.off]);
  if (part === readOut) return;
  readOut = part;
  for (const [name, { noun, columns }] of Object.entries(TABLES)) {
    const shown = rowsOf(name, { q: "", sort: "" }, look);
    const rows = shown.slice(0, READ).map((row) => columns.map(([key]) => row[key]));
    if (shown.length > READ) rows.push([`${counted(shown.length - READ, `more ${noun}`)}: show the table`]);
    byId(`table-of-${name}`).hidden = false;
    fillTable(name, columns.map(([, words]) => el("th", { scope: "col" }, words)),
      rows.map((row) => el("tr", {}, row.map((words) => el("td", { dir: "auto" }, words)))));
  }
}
