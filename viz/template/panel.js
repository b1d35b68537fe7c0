// The panel: the card of what is selected, and each fact of it down to its source.

const PARTS = { planned: "planned", estimated: "estimated", claimed: "claimed", actual: "actual" };

/** Show what is selected, or where to begin. @param {State} now @param {Look} look */
function showPanel(now, look) {
  const what = selected(now.sel);
  const place = byId("card");
  place.replaceChildren(...cardOf(what, look));
  byId("panel").dataset.of = what ? Object.keys(what)[0] : "";
  byId("close").hidden = !what;
}

function cardOf(what, look) {
  if (!what) return startingPoints(look);
  if (what.thing !== undefined) return thingCard(what.thing, look);
  if (what.tie !== undefined) return tieCard(what.tie, look);
  if (what.chip !== undefined) return chipCard(what.chip, look);
  return [heading("What the sources say"), ...factList(what.facts, look)];
}

const heading = (...words) => el("h2", { id: "chosen", tabindex: "-1", dir: "auto" }, words);
/** The label of a thing, in a site the link to its page. */
const titleOf = ({ label, page }) => inward(label, page) || label;
const noAddress = () => el("span", { class: "hush" }, "no address recorded");
const section = (words, ...parts) => [el("h3", {}, words), ...parts];

/** A small shape in the colours of a kind, as the legend has it. */
function swatch(kind) {
  const made = byId(`swatch-${kind}`);
  return made ? made.cloneNode(true) : "";
}

function cleaned(shape) {
  if (shape.removeAttribute) shape.removeAttribute("id");
  return shape;
}

function thingButton(thing, more = "") {
  const { label, kind, key } = things[thing];
  return button(el("span", { dir: "auto" }, label), () => choose(key), {
    class: `goto kind-${kind}`, "aria-label": more ? `${label}, ${more}` : label,
  });
}

// Cards

function thingCard(thing, look) {
  const { label, kind, sort, several, names, facts: about } = things[thing];
  const others = names.filter((name) => name !== label);
  const known = [...new Set(around[thing].flatMap((at) => ties[at].facts).concat(about))];
  return [
    el("p", { class: "kind" }, cleaned(swatch(kind)), capital(sort || kindWords(kind)), several ? " · a class of bodies" : ""),
    heading(titleOf(things[thing])),
    others.length ? el("ul", { class: "names", "aria-label": "Other names and codes" },
      others.map((name) => el("li", { dir: "auto" }, outward(name, name)))) : "",
    ...tiesOf(thing, look),
    ...section(counted(known.length, "fact"), ...factList(known, look)),
    el("p", { class: "iri" }, el("span", { class: "hush" }, things[thing].iri)),
  ];
}

const kindWords = (kind) => kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function tiesOf(thing, look) {
  if (!around[thing].length) return [];
  const shown = around[thing].filter((at) => look.ties[at]);
  const left = around[thing].length - shown.length;
  const rows = shown.map((at) => {
    const { source, target, kinds } = ties[at];
    const other = source === thing ? target : source;
    return el("li", {}, thingButton(other), " ",
      button(tieWords(at), () => choose(tieKey(at)), { class: "how", "aria-label": `${kinds.join(", ")}: the facts` }));
  });
  const note = left ? el("p", { class: "hush" }, `${counted(left, "more tie")} not shown now`) : "";
  return section(counted(around[thing].length, "tie"), el("ul", { class: "ties" }, rows), note);
}

/** How a tie ties, with its statuses unless actual, and whose seat it was. */
function tieWords(at) {
  const { kinds, statuses, originals } = ties[at];
  const said = [kinds.join(", ") || "tied", statuses && statuses !== "actual" ? statuses : ""];
  if (originals.length) said.push(`seat of ${originals.join(", ")}`);
  return said.filter(Boolean).join(" · ");
}

function tieCard(at, look) {
  const { source, target, facts: about, seats, originals } = ties[at];
  return [
    el("p", { class: "kind" }, capital(tieWords(at))),
    heading(titleOf(things[source]), " and ", titleOf(things[target])),
    el("p", { class: "ends" }, thingButton(source), " ", thingButton(target)),
    seats > 1 ? el("p", { class: "hush" }, `${counted(seats, "seat")}${originals.length ? `, ${originals.length} of them taken over` : ""}`) : "",
    ...section(counted(about.length, "fact"), ...factList(about, look)),
  ];
}

function chipCard(chip, look) {
  const { element, members } = picture.chips[chip];
  const words = [...element.querySelectorAll("tspan")].map((line) => line.textContent).join(" ");
  return [
    el("p", { class: "kind" }, "Unfolded"),
    heading(words),
    el("ul", { class: "ties" }, members.map((thing) => el("li", {}, thingButton(thing),
      " ", el("span", { class: "hush" }, waysTied(thing, look))))),
  ];
}

/** How a thing is tied, each way once, with how often where that is more than once. */
function waysTied(thing, look) {
  const often = new Map();
  for (const words of around[thing].filter((at) => look.ties[at]).map(tieWords)) often.set(words, (often.get(words) || 0) + 1);
  return [...often].map(([words, times]) => (times > 1 ? `${words} (${counted(times, "tie")})` : words)).join("; ");
}

/** What the panel shows before anything is selected; people are not ranked. */
function startingPoints(look) {
  const count = (thing) => around[thing].filter((at) => look.ties[at]).length;
  const most = things.map((_, at) => at).filter((at) => look.things[at] === "on" && things[at].kind !== "Person" && count(at))
    .sort((a, b) => count(b) - count(a) || a - b).slice(0, 6);
  return [
    heading("Where to begin"),
    el("p", { class: "hush" }, "Choose anything in the picture: its ties stay clear, and here stands each fact with its source."),
    most.length ? el("h3", {}, "Most ties") : "",
    most.length ? el("ul", { class: "ties begin" }, most.map((thing) => {
      const words = counted(count(thing), "tie");
      return el("li", {}, thingButton(thing, words), el("span", { class: "hush" }, words));
    })) : "",
    ...readFrom(),
  ];
}

/** What the ties rest on, as the line above the picture counts it, and what else was read. */
function readFrom() {
  const tied = new Set(ties.flatMap((tie) => tie.facts).flatMap((fact) => facts[fact].sources.map((one) => one.document)));
  const list = (those) => el("ul", { class: "sources" }, those.map((one) => el("li", {}, documentWords(one))));
  const own = documents.filter((_, at) => tied.has(at));
  const others = documents.filter((_, at) => !tied.has(at));
  return [
    ...(own.length ? section("This picture’s ties are read from", list(own)) : []),
    ...(others.length ? section(own.length ? "Names and further facts from" : "Read from", list(others)) : []),
  ];
}

function documentWords({ title, publisher, issued, address, serves, page }) {
  const by = [publisher, issued].filter(Boolean).join(", ");
  const told_ = { title: serves ? opening({ serves }) : "" };
  const inner = inward(title, page);
  const outer = inner && webAddress(address) ? [" ", outward("source", address, { ...told_, class: "outer", "aria-label": `${title}, the source itself` })] : "";
  return el("span", {}, inner || outward(title, address, told_), by ? el("span", { class: "hush" }, ` ${by}`) : "",
    outer, webAddress(address) ? "" : [el("span", { class: "hush" }, " · "), noAddress()]);
}

// Facts

/** The facts that the state shows, then those that it does not, folded. */
function factList(of, look) {
  const sorted = of.map((at) => ({ at, how: look.facts[at] }));
  const shown = sorted.filter(({ how }) => how);
  const rest = sorted.filter(({ how }) => !how);
  const list = (those, label) => el("ol", { class: "facts", "aria-label": label }, those.map(({ at, how }) => factItem(at, how)));
  const parts = shown.length ? [list(shown, "Facts")] : [el("p", { class: "hush" }, "None that the chosen day and statuses show.")];
  if (rest.length) {
    parts.push(el("details", {}, el("summary", {}, `${counted(rest.length, "fact")} not shown now`), list(rest, "Other facts")));
  }
  return parts;
}

function factItem(at, how) {
  const fact = facts[at];
  const status = PARTS[fact.status] || fact.status;
  return el("li", { class: "fact", "data-fact": String(at) },
    el("p", { class: "said", dir: "auto" }, fact.text),
    el("p", { class: "meta" },
      el("span", { class: `status ${fact.status}` }, how === "may" ? `${status}, may hold` : status),
      fact.when ? el("span", { dir: "auto" }, fact.when) : "",
      el("span", {}, fact.attested)),
    fact.sources.map((cited, at, all) => citedItem(cited, all.slice(0, at))),
    fact.note ? el("p", { class: "note", dir: "auto" }, el("span", { class: "lead" }, "Reading note: "), fact.note) : "",
    el("p", { class: "acts" },
      button("Copy citation", () => copyWords(citation(fact), "Citation copied"), { "aria-label": `Copy citation: ${shortened(fact.text)}` }),
      button("Report this fact: copy a form", () => copyForm(report(fact)), {
        "aria-label": `Report this fact: copy a form to fill in: ${shortened(fact.text)}`,
      })));
}

const shortened = (words) => (words.length > 80 ? `${words.slice(0, 79)}…` : words);

/** A source of a fact; where it opens only as a whole, the way there stands but once. */
function citedItem(cited, before) {
  const source = documents[cited.document];
  const again = before.some((each) => each.document === cited.document && each.link === cited.link);
  const by = [source.publisher, source.issued].filter(Boolean).join(", ");
  const exact = cited.link.includes("#:~:text=");
  const address = webAddress(cited.link || source.address);
  return el("div", { class: "cited" },
    el("p", {}, el("cite", { dir: "auto" }, inward(source.title, cited.page || source.page) || source.title), by ? `, ${by}` : "", cited.at ? el("span", { class: "hush" }, ` · characters ${cited.at}`) : ""),
    cited.passage ? el("blockquote", { dir: "auto" }, cited.passage) : "",
    again ? "" : address ? el("p", {}, outward(exact ? "Open the source at the passage" : opening(source), address, { class: "open" })) : el("p", {}, noAddress()));
}

/** The words of the way to a document, by what is found at its address. */
function opening({ serves }) {
  if (!serves || serves === "this text") return "Open the source";
  const [, what] = /^(.+) only$/.exec(serves) || [];
  return what ? `Open the ${what} (without the document’s text)` : `Open the address (${serves})`;
}

/** A fact with its sources, to be cited. */
function citation(fact) {
  return [
    `${fact.text} (${[fact.status, fact.when, fact.attested].filter(Boolean).join("; ")}).`,
    ...fact.sources.map(sourceLine),
    `${told.citation.trim()} ${fact.iri}`,
  ].join("\n");
}

function sourceLine(cited) {
  const { title, publisher, issued, address } = documents[cited.document];
  const where = cited.at ? `characters ${cited.at}` : "";
  return `Source: ${[title, publisher, issued, where, webAddress(cited.link || address)].filter(Boolean).join(", ")}`;
}

/** The form of docs/corrections.md, filled in as far as the page knows. */
function report(fact) {
  return [
    `Fact: ${fact.iri}`,
    `Page: ${pageOf(fact)}`,
    `Data version: ${told.version}`,
    `What it says: ${fact.text} (${[fact.status, fact.when, fact.attested].filter(Boolean).join("; ")})`,
    ...fact.sources.map(sourceLine),
    "What is wrong: ",
    "What is right: ",
    "Where that is said: ",
  ].join("\n");
}

/** The address that opens this page at a fact; of a page on one's own disk only its name. */
function pageOf(fact) {
  const { protocol, href, pathname } = location;
  const page = protocol === "file:" ? decodeURIComponent(pathname.split("/").pop()) : href.replace(/#.*/s, "");
  return `${page}#sel=fact:${fact.key}`;
}
