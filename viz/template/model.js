// What the page tells: things, ties and facts, and which of them a state shows.

const told = JSON.parse(byId("data").textContent);
const { things, ties, facts, documents, moments } = restored(told);

/** The rows of a table as objects: texts that are positions become words, empty fields return. */
function rowsIn({ columns, empty, texts, rows }, words) {
  const word = (value) => (Array.isArray(value) ? value.map(word) : typeof value === "number" ? words[value] : value);
  const isText = new Set(texts);
  return rows.map((row) => Object.fromEntries(columns.map((name, at) =>
    [name, at >= row.length ? empty[at] : isText.has(at) ? word(row[at]) : row[at]])));
}

/** The tables of the data, with all that was left out to save space. */
function restored(data) {
  const iri = (text) => (/^[a-z]+:/i.test(text) ? text : data.base + text);
  const named = (row) => ({ ...row, key: row.iri, iri: iri(row.iri) });
  const pages = data.pages || {};
  const whole = (name) => rowsIn(data[name], data.words).map((row, at) => ({ ...row, page: pages[name]?.[at] || "" }));
  const sources = whole("documents");
  const cited = whole("sources").map((one) => ({
    ...one,
    link: one.link.startsWith("#") ? sources[one.document].address + one.link : one.link,
    page: one.page.startsWith("#") ? sources[one.document].page + one.page : one.page,
  }));
  let next = 0;
  return {
    things: whole("things").map(named),
    ties: whole("ties").map((tie, at) => ({ ...tie, statuses: data.statuses[at] || tie.status })),
    facts: whole("facts").map((fact) => {
      const number = Number(fact.sources) || 0;
      next += number;
      return { ...named(fact), days: fact.days.length ? fact.days : ["", "", "", ""], sources: cited.slice(next - number, next) };
    }),
    documents: sources,
    moments: data.moments,
  };
}

const around = things.map(() => []);
ties.forEach((tie, at) => {
  around[tie.source].push(at);
  if (tie.target !== tie.source) around[tie.target].push(at);
});
const thingAt = new Map(things.map((thing, at) => [thing.key, at]));
const factAt = new Map(facts.map((fact, at) => [fact.key, at]));
const tieKey = (at) => `${things[ties[at].source].key}~${things[ties[at].target].key}`;
const tieAt = new Map(ties.map((_, at) => [tieKey(at), at]));

/** The things tied to one. */
function neighbours(thing) {
  const found = new Set();
  for (const at of around[thing]) found.add(ties[at].source === thing ? ties[at].target : ties[at].source);
  found.delete(thing);
  return [...found];
}

// Time

/** Whether a fact holds on a day, "may" hold, or "" not; without a day, as the slice says. */
function holding(fact, day) {
  if (!day) return fact.may_hold ? "may" : "holds";
  const [possibleFrom, certainFrom, certainUntil, possibleUntil] = fact.days;
  if ((possibleFrom && day < possibleFrom) || (possibleUntil && possibleUntil < day)) return "";
  const certain = certainFrom && certainFrom <= day && (!certainUntil || day <= certainUntil);
  return certain ? "holds" : "may";
}

function tieHolding(tie, day) {
  if (!day) return tie.may_hold ? "may" : "holds";
  const ways = tie.facts.map((at) => holding(facts[at], day));
  if (!ways.length || ways.includes("holds")) return "holds";
  return ways.includes("may") ? "may" : "";
}

// What a state shows

/** By tie, the keys of the legend that it answers to; the picture adds those of its lines. */
const looks = ties.map((tie) => new Set(tie.status && tie.status !== "actual" ? [tie.status] : []));

/**
 * @typedef {Object} Look
 * @property {string[]} ties by tie "holds", "may" or "" for not shown
 * @property {string[]} facts the same by fact
 * @property {string[]} things by thing "on", "idle" (nothing of it holds) or "" for not shown
 * @property {?{things: Set<number>, ties: Set<number>, facts: Set<number>}} focus what stays clear
 * @property {Set<number>} hits what the search finds
 * @property {number} known how many ties are known to hold, whatever the legend hides
 * @property {number} maybe how many only may hold
 */

/** @param {State} now @returns {Look} */
function lookOf(now) {
  const off = new Set(now.off);
  const day = moments.includes(now.day) ? now.day : "";
  const hidden = (thing) => off.has(thing.kind) || (thing.several && off.has("several")) || (thing.planned && off.has("planned"));
  const shown = things.map((thing) => (hidden(thing) ? "" : "on"));
  const all = ties.map((tie) => tieHolding(tie, day));
  const tieLooks = ties.map((tie, at) => {
    if (!shown[tie.source] || !shown[tie.target] || [...looks[at]].some((key) => off.has(key))) return "";
    return all[at] === "may" && (!now.may || off.has("may")) ? "" : all[at];
  });
  const factLooks = facts.map((fact) => {
    const how = off.has(fact.status) ? "" : holding(fact, day);
    return how === "may" && !now.may ? "" : how;
  });
  const alive = (at) => !around[at].length || around[at].some((tie) => tieLooks[tie]);
  return {
    day,
    ties: tieLooks,
    facts: factLooks,
    things: shown.map((look, at) => (look && !alive(at) ? "idle" : look)),
    focus: focusOf(selected(now.sel), tieLooks),
    hits: new Set(now.q ? [...found(now.q), ...foundSeats(now.q)].map((hit) => hit.thing) : []),
    known: all.filter((how) => how === "holds").length,
    maybe: all.filter((how) => how === "may").length,
  };
}

/** What a selection in the address means: {thing}, {tie}, {chip} or {facts}; null if nothing. */
function selected(sel) {
  if (!sel) return null;
  if (thingAt.has(sel)) return { thing: thingAt.get(sel) };
  if (tieAt.has(sel)) return { tie: tieAt.get(sel) };
  const [, kind, rest] = /^(chip|fact):(.*)$/.exec(sel) || [];
  if (kind === "chip" && picture.chips[Number(rest)]) return { chip: Number(rest) };
  const known = kind === "fact" ? rest.split(",").map((key) => factAt.get(key)).filter((at) => at !== undefined) : [];
  return known.length ? { facts: known } : null;
}

function focusOf(what, shown) {
  if (!what) return null;
  const live = (list) => list.filter((at) => shown[at]);
  if (what.facts) return { things: new Set(), ties: new Set(), facts: new Set(what.facts) };
  const centre = what.chip !== undefined ? picture.chips[what.chip].members : what.thing !== undefined ? [what.thing] : [];
  const near = new Set(what.tie !== undefined ? [what.tie] : centre.flatMap((thing) => live(around[thing])));
  const known = new Set(centre);
  for (const at of near) known.add(ties[at].source).add(ties[at].target);
  const said = new Set([...near].flatMap((at) => ties[at].facts).concat(centre.flatMap((thing) => things[thing].facts)));
  return { things: known, ties: near, facts: said };
}

// Search

const sought = things.map((thing) =>
  plain([thing.label, ...thing.names, thing.sort, thing.iri.split("/").pop()].join("\n")));

/** How well a text answers to a query, 0 best; -1 where it lacks a word of it. */
function answering(query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const first = words.join(" ");
  const begun = words.map((word) => new RegExp(`(^|[^\\p{L}\\p{N}])${escapedPattern(word)}`, "u"));
  return (text) => {
    if (!words.length || !words.every((word) => text.includes(word))) return -1;
    const starts = text.startsWith(first) || text.includes(`\n${first}`) ? 0 : 1;
    return starts * 2 + (begun.every((pattern) => pattern.test(text)) ? 0 : 1);
  };
}

/** The things all of whose sought words are found, best first. */
function found(query) {
  const answers = answering(query);
  const hits = sought.map((text, thing) => ({ thing, order: answers(text) })).filter(({ order }) => order >= 0);
  return hits.sort((a, b) => a.order - b.order || around[b.thing].length - around[a.thing].length || a.thing - b.thing);
}

/** The bodies whose seats successors have: the name, the tie, and the successor at its end. */
const seats = ties.flatMap((tie, at) => tie.originals.map((words) => {
  const name = words.replace(/ \(ended [^()]*\)$/, "");
  const said = tie.facts.map((fact) => facts[fact].text.split(`${name} was succeeded by `)[1] || "").join("\n");
  const second = !said.includes(things[tie.source].label) && said.includes(things[tie.target].label);
  return { name, tie: at, thing: second ? tie.target : tie.source, text: plain(name) };
}));

/** The seats of bodies of such a name, best first. */
function foundSeats(query) {
  const answers = answering(query);
  const hits = seats.map((seat) => ({ ...seat, order: answers(seat.text) })).filter(({ order }) => order >= 0);
  return hits.sort((a, b) => a.order - b.order || a.tie - b.tie);
}

const escapedPattern = (word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** The name by which a search found a thing, where it is not its label. */
function otherName(thing, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const has = (name) => words.every((word) => plain(name).includes(word));
  const { label, names } = things[thing];
  return has(label) ? "" : names.find(has) || "";
}
