// The tools above the picture: search, stepper, switches, views; and the legend, which filters.

const HITS = 12;

// Search: a combobox over all names

const search = (() => {
  const input = byId("search");
  const list = byId("hits");
  let hits = [];
  let at = -1;

  function show(open = true) {
    const all = open && input.value.trim() ? found(input.value) : [];
    hits = all.slice(0, HITS);
    at = -1;
    list.replaceChildren(...hits.map(({ thing }, number) => option(thing, number)));
    if (open && input.value.trim() && !hits.length) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing here has such a name"));
    if (all.length > HITS) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `and ${all.length - HITS} more`));
    list.hidden = !list.childElementCount;
    input.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
  }

  function option(thing, number) {
    const { label, kind, sort } = things[thing];
    const other = otherName(thing, input.value);
    return el("li", { role: "option", id: `hit-${number}`, "aria-selected": "false", "data-thing": String(thing), pointerdown: (event) => event.preventDefault(), click: () => take(number) },
      cleaned(swatch(kind)), el("span", { class: "hit-label", dir: "auto" }, label),
      el("span", { class: "hush", dir: "auto" }, other || sort || kindWords(kind)));
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
    if (selected(state.now.sel)?.thing !== hit.thing) choose(things[hit.thing].key);
    picture.reveal(hit.thing);
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

/** The switch for what only may hold, with how much that is. */
function fillMay(now, look) {
  byId("may-switch").hidden = !look.maybe && !now.may;
  byId("may").checked = now.may;
  byId("maybe").textContent = look.maybe.toLocaleString("en-GB");
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
  for (const name of VIEWS) byId(name).hidden = name !== view;
}

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

for (const entry of document.querySelectorAll("#legend [data-key]")) {
  entry.addEventListener("click", () => {
    const { key } = entry.dataset;
    const { off } = state.now;
    state.set({ off: off.includes(key) ? off.filter((one) => one !== key) : [...off, key].sort() });
  });
}

/** @param {State} now @param {Look} look */
function fillLegend(now, look) {
  for (const entry of document.querySelectorAll("#legend [data-key]")) {
    const off = now.off.includes(entry.dataset.key);
    entry.setAttribute("aria-pressed", String(!off));
    if (entry.dataset.key === "may") entry.hidden = !off && !look.ties.includes("may");
  }
}
