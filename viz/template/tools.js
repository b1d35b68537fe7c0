// The tools above the picture: search, stepper, switches, views; and the legend, which filters.

const HITS = 12;

// Search: a combobox over all names

const search = (() => {
  const input = byId("search");
  const list = byId("hits");
  let hits = [];
  let at = -1;

  function show(open = true) {
    const all = open && input.value.trim() ? [...found(input.value), ...foundSeats(input.value)].sort((a, b) => a.order - b.order) : [];
    hits = all.slice(0, HITS);
    at = -1;
    list.replaceChildren(...hits.map(option));
    if (open && input.value.trim() && !hits.length) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing here has such a name"));
    if (all.length > HITS) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `and ${all.length - HITS} more`));
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
  }

  function option({ thing, tie, name }, number) {
    const { label, kind, sort } = things[thing];
    const of = tie === undefined ? { "data-thing": String(thing) } : { "data-tie": String(tie) };
    const more = tie === undefined ? otherName(thing, input.value) || sort || kindWords(kind) : seatWords(tie, thing);
    return el("li", { role: "option", id: `hit-${number}`, "aria-selected": "false", ...of, pointerdown: (event) => event.preventDefault(), click: () => take(number) },
      cleaned(swatch(kind)), el("span", { class: "hit-label", dir: "auto" }, name ? `${name} → ${label}` : label),
      el("span", { class: "hush", dir: "auto" }, more));
  }

  function seatWords(tie, thing) {
    const { source, target, kinds } = ties[tie];
    return `${kinds.join(", ") || "tied"} · ${things[source === thing ? target : source].label}`;
  }

  function point(number) {
    at = number;
    [...list.children].forEach((item, one) => {
      if (item.id) item.setAttribute("aria-selected", String(one === at));
      if (one === at) item.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) input.setAttribute("aria-activedescendant", `hit-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(number) {
    const hit = hits[Math.max(number, 0)];
    if (!hit) return;
    close();
    state.set({ q: "" }, true);
    const key = hit.tie === undefined ? things[hit.thing].key : tieKey(hit.tie);
    if (state.now.sel !== key) choose(key);
    picture.reveal({ thing: hit.thing });
    document.querySelector("#table:not([hidden]) .chosen, #list:not([hidden]) .tile[aria-pressed=true]")?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(-1);
  }

  input.addEventListener("input", () => {
    show();
    state.set({ q: input.value.trim() }, true);
  });
  input.addEventListener("focus", () => show());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      const turn = event.key === "ArrowDown" ? 1 : -1;
      if (hits.length) point((at + turn + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  return {
    fill: (now) => { if (input.value.trim() !== now.q) input.value = now.q; },
    focus: () => input.focus(),
  };
})();

// Stepper: the moments at which something changed

const stepper = (() => {
  const select = byId("day");
  if (!moments.length) {
    byId("stepper").hidden = true;
    return { fill() {} };
  }
  for (const day of moments) select.append(el("option", { value: day }, dayInWords(day)));
  const go = (by) => {
    const days = ["", ...moments];
    const next = days.indexOf(state.now.day) + by;
    if (days[next] !== undefined) state.set({ day: days[next] });
  };
  select.addEventListener("change", () => state.set({ day: select.value }));
  byId("before").addEventListener("click", () => go(-1));
  byId("after").addEventListener("click", () => go(1));

  function fill(now) {
    const at = moments.indexOf(now.day);
    select.value = at < 0 ? "" : now.day;
    byId("before").setAttribute("aria-disabled", String(at < 0));
    byId("after").setAttribute("aria-disabled", String(at === moments.length - 1));
  }
  return { fill };
})();

/** What is known of the chosen moment, and the switch for what only may hold. */
function fillMoment(now, look) {
  byId("may-switch").hidden = !look.maybe && !now.may;
  byId("may").checked = now.may;
  byId("maybe").textContent = look.maybe.toLocaleString("en-GB");
  const on = look.day ? `On ${dayInWords(look.day)}` : "";
  const words = on || look.maybe ? knownWords(look) : "";
  const line = [on, words].filter(Boolean).join(": ");
  if (byId("status").textContent !== line) byId("status").textContent = line;
  byId("over").hidden = !look.day;
  const none = look.day && ties.length && !look.known && !(now.may && look.maybe);
  byId("nothing").hidden = !none;
  byId("nothing").textContent = none ? nothingWords(on, look) : "";
}

function knownWords({ known, maybe }) {
  return `${counted(known, "tie")} known to hold${maybe ? `, ${maybe.toLocaleString("en-GB")} may` : ""}`;
}

function nothingWords(on, { maybe }) {
  const more = maybe ? ` ${maybe.toLocaleString("en-GB")} may: the switch above shows ${maybe === 1 ? "it" : "them"}.` : "";
  return `${on} no tie of this picture is known to hold.${more}`;
}
byId("may").addEventListener("change", (event) => state.set({ may: event.target.checked }));

// Views

const narrow = window.matchMedia("(max-width: 599.98px)");
const viewOf = (now) => now.view || (narrow.matches ? "list" : "picture");
for (const tab of document.querySelectorAll("#tools [data-view]")) {
  tab.addEventListener("click", () => {
    state.set({ view: tab.dataset.view });
    if (narrow.matches) byId("tools").scrollIntoView({ block: "start" });
  });
}

function fillViews(now) {
  const view = viewOf(now);
  root.dataset.view = view;
  for (const tab of document.querySelectorAll("#tools [data-view]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  }
  for (const name of VIEWS) byId(name).hidden = name !== view && !(name === "table" && view === "picture");
  const table = byId("table");
  table.classList.toggle("unseen", view === "picture");
  if (view === "picture") table.removeAttribute("tabindex");
  else table.tabIndex = 0;
}

// In a narrow window, the less common tools are behind a button

const more = byId("more");
more.addEventListener("click", () => more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true")));
const nameSearch = () => { byId("search").placeholder = narrow.matches ? "Search" : "Search names and codes"; };
narrow.addEventListener("change", nameSearch);
nameSearch();

// The menu closes when something else is meant

const menu = byId("menu");
document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
menu.addEventListener("click", (event) => { if (event.target.closest(".drop button")) menu.open = false; });
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Legend

const legend = [...document.querySelectorAll("#legend [data-key]")].map((element) =>
  ({ element, keys: element.dataset.keys.split(" "), number: element.querySelector(".number") }));
const isOff = ({ keys }, off) => keys.every((key) => off.includes(key));
for (const entry of legend) {
  entry.element.addEventListener("click", () => {
    const { off } = state.now;
    const others = off.filter((key) => !entry.keys.includes(key));
    state.set({ off: isOff(entry, off) ? others : [...others, ...entry.keys].sort() });
  });
}

/** Numbers follow the day, not what the legend itself hides. @param {State} now @param {Look} look */
function fillLegend(now, look) {
  const whole = lookOf({ ...now, off: [], q: "", sel: "" });
  for (const entry of legend) {
    const off = isOff(entry, now.off);
    entry.element.setAttribute("aria-pressed", String(!off));
    entry.number.textContent = howOften(entry.keys, whole);
    if (entry.keys[0] === "may") entry.element.hidden = !off && !look.ties.includes("may");
  }
  const on = things.map((_, at) => at).filter((at) => whole.things[at] === "on");
  const left = on.filter((at) => !picture.placed.includes(at)).length;
  if (byId("sum")) byId("sum").textContent = counted(on.length, "thing") + (left ? `, ${left.toLocaleString("en-GB")} only in the table` : "");
}

/** How often there is what an entry stands for, in the words of kg/page.py. */
function howOften(keys, look) {
  const on = (at) => look.things[at] === "on";
  if (byId(`swatch-${keys[0]}`)) return kindOften(things.filter((thing, at) => thing.kind === keys[0] && on(at)));
  const often = { thing: 0, tie: 0, value: 0 };
  if (keys[0] === "may") often.tie = look.ties.filter((how) => how === "may").length;
  else if (keys[0] === "several") often.thing = things.filter((thing, at) => thing.several && on(at)).length;
  else Object.assign(often, drawnOften(keys, look));
  return Object.entries(often).filter(([, number]) => number).map(([noun, number]) => counted(number, noun)).join(", ");
}

function kindOften(those) {
  const several = those.filter((thing) => thing.several).length;
  const single = those.length - several;
  return [single ? single.toLocaleString("en-GB") : "", several ? counted(several, "class of bodies", "classes of bodies") : ""].filter(Boolean).join(" + ");
}

/** How many things, ties and values are drawn in such a way. */
function drawnOften(keys, look) {
  const { boxes, lines, stated } = picture;
  const on = (at) => look.things[at] === "on";
  const has = ({ element }) => keys.some((key) => element.classList.contains(key));
  const marked = boxes.filter(has);
  const values = marked.filter((box) => box.thing < 0 && !box.members.length).length
    + stated.filter((part) => part.element.matches(".band") && has(part) && part.facts.some((at) => look.facts[at])).length;
  return {
    thing: new Set(marked.flatMap((box) => (box.thing < 0 ? box.members : [box.thing])).filter(on)).size,
    tie: new Set(lines.filter(has).flatMap((line) => line.ties.filter((at) => look.ties[at]))).size,
    value: values,
  };
}
