// The table and the list: the same ties as the picture, a row each, and the same things, a card each.

const COLUMNS = [
  ["from", "From"], ["how", "How"], ["to", "To"], ["status", "Status"],
  ["when", "When"], ["attested", "Last attested"], ["documents", "Documents"],
];
const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/** What is in each column of a tie, as words. */
const rows = ties.map((tie, at) => {
  const about = tie.facts.map((fact) => facts[fact]);
  const each = (words) => [...new Set(words.filter(Boolean))];
  const cited = each(about.flatMap((fact) => fact.sources.map((one) => one.document)).map(String)).map(Number);
  const latest = about.map((fact) => fact.attested).sort((a, b) => dated(b) - dated(a))[0] || "";
  return {
    at, cited,
    from: things[tie.source].label,
    how: tie.kinds.join(", ") + (tie.originals.length ? `; seat of ${tie.originals.join(", ")}` : ""),
    to: things[tie.target].label,
    status: tie.status,
    when: each(about.map((fact) => fact.when)).join("; "),
    attested: latest.replace(/^last attested /, ""),
    documents: cited.map((one) => documents[one].title).join("; "),
  };
});

/** A number by which dates in words sort; those without a year come first. */
function dated(words) {
  const year = Number((/\b(\d{4})\b/.exec(words) || [])[1] || 0);
  const month = MONTHS.findIndex((name) => words.toLowerCase().includes(name)) + 1;
  const day = Number((/\b(\d{1,2}) [A-Z]/.exec(words) || [])[1] || 0);
  return year * 10000 + month * 100 + day;
}

/** The rows that a state shows, in its order. */
function rowsOf(now, look) {
  const words = plain(now.q).split(/\s+/).filter(Boolean);
  const ends = (row) => `${sought[ties[row.at].source]}\n${sought[ties[row.at].target]}`;
  const matches = (row) => {
    const text = `${ends(row)}\n${plain(Object.values(row).join("\n"))}`;
    return words.every((word) => text.includes(word));
  };
  const shown = rows.filter((row) => look.ties[row.at] && (!words.length || matches(row)));
  const column = now.sort.replace(/^-/, "");
  if (!COLUMNS.some(([key]) => key === column)) return shown;
  const turn = now.sort.startsWith("-") ? -1 : 1;
  const by = ["when", "attested"].includes(column)
    ? (a, b) => dated(a[column]) - dated(b[column])
    : (a, b) => collator.compare(a[column], b[column]);
  return shown.sort((a, b) => turn * by(a, b) || a.at - b.at);
}

/** @param {State} now @param {Look} look */
function showTable(now, look) {
  const shown = rowsOf(now, look);
  const all = shown.length === ties.length;
  byId("rows-shown").textContent = all ? `All ${counted(ties.length, "tie")}` : `${shown.length} of ${counted(ties.length, "tie")}`;
  byId("rows-note").textContent = all ? "" : " shown: the search, the day and the legend filter the table too.";
  byId("table-head").replaceChildren(el("tr", {}, COLUMNS.map((column) => headCell(column, now))));
  const chosen = selected(now.sel);
  byId("table-body").replaceChildren(...shown.map((row) => bodyRow(row, look, chosen)));
}

function headCell([key, words], now) {
  const sorted = now.sort.replace(/^-/, "") === key;
  const down = sorted && now.sort.startsWith("-");
  const mark = sorted ? (down ? " ▼" : " ▲") : "";
  const sort = () => {
    state.set({ sort: !sorted ? key : down ? "" : `-${key}` }, true);
    byId("table-head").querySelector(`[data-column="${key}"]`).focus();
  };
  return el("th", { scope: "col", "aria-sort": sorted ? (down ? "descending" : "ascending") : "none" },
    button([words, el("span", { "aria-hidden": "true" }, mark)], sort, { "data-column": key }));
}

function bodyRow(row, look, chosen) {
  const tie = ties[row.at];
  const isChosen = chosen && (chosen.tie === row.at || chosen.thing === tie.source || chosen.thing === tie.target);
  const cell = (name, ...content) => el("td", { "data-label": COLUMNS.find(([key]) => key === name)[1] }, ...content);
  const status = look.ties[row.at] === "may" ? `${row.status}, may hold` : row.status;
  return el("tr", { "data-tie": String(row.at), class: isChosen ? "chosen" : "" },
    cell("from", thingButton(tie.source)),
    cell("how", button(row.how || "tied", () => choose(tieKey(row.at)), { class: "how" })),
    cell("to", thingButton(tie.target)),
    cell("status", el("span", { class: `status ${row.status}` }, status)),
    cell("when", row.when),
    cell("attested", row.attested),
    cell("documents", row.cited.map((one, at) => [at ? "; " : "", documents[one].title])));
}

// The list

/** Things as cards, most tied first. @param {State} now @param {Look} look */
function showList(now, look) {
  const order = now.q ? found(now.q).map((hit) => hit.thing) : things.map((_, at) => at);
  const count = (thing) => around[thing].filter((at) => look.ties[at]).length;
  const shown = order.filter((at) => look.things[at]);
  if (!now.q) shown.sort((a, b) => count(b) - count(a) || a - b);
  byId("list-shown").textContent = shown.length === things.length
    ? `All ${counted(things.length, "thing")}` : `${shown.length} of ${counted(things.length, "thing")}`;
  byId("cards").replaceChildren(...shown.map((thing) => thingTile(thing, look, count(thing), now)));
}

function thingTile(thing, look, number, now) {
  const { label, kind, sort, key } = things[thing];
  const near = around[thing].filter((at) => look.ties[at])
    .map((at) => things[ties[at].source === thing ? ties[at].target : ties[at].source].short);
  const few = near.slice(0, 3).join(", ") + (near.length > 3 ? ` and ${near.length - 3} more` : "");
  return el("li", {}, button([
    el("span", { class: "tile-kind" }, cleaned(swatch(kind)), capital(sort || kindWords(kind)), number ? ` · ${counted(number, "tie")}` : ""),
    el("span", { class: "tile-label", dir: "auto" }, label),
    few ? el("span", { class: "tile-near", dir: "auto" }, few) : "",
  ], (event) => choose(key, event.currentTarget), {
    class: `tile${look.things[thing] === "idle" ? " idle" : ""}`,
    "data-thing": String(thing), "aria-pressed": String(selected(now.sel)?.thing === thing),
  }));
}
