// The page as a whole: what is chosen, the ways back, and what is drawn when the state changes.

let cameFrom = null;

/** Select by key ("" for nothing, a second time for nothing); `from` is where the keyboard was. */
function choose(key, from = null) {
  cameFrom = from || cameFrom;
  state.set({ sel: key === state.now.sel ? "" : key });
  if (from && state.now.sel) byId("chosen").focus({ preventScroll: false });
}

const pane = byId("pane");
const stage = byId("stage");
const picture = svgPicture(pane, stage, stage.querySelector("svg.scene"), network ? visUnder(stage) : null);

/** Draw what the state says. @param {State} now @param {?State} before */
function draw(now, before) {
  const look = lookOf(now);
  const view = viewOf(now);
  search.fill(now);
  stepper.fill(now);
  fillMoment(now, look);
  fillLegend(now, look);
  fillViews(now);
  picture.show(look, now);
  showPanel(now, look);
  if (view === "table") showTable(now, look);
  if (view === "list") showList(now, look);
  if (view === "picture") readLater();
  if (view === "picture" && (!before || viewOf(before) !== "picture")) openPicture(now);
  else if (before && now.sel !== before.sel) bringIntoView(now, before);
  if (before) announce(now, before, look);
}

function openPicture(now) {
  const chosen = selected(now.sel);
  const standing = things.map((_, at) => at).filter(picture.standing);
  const most = standing.reduce((best, at) => (around[at].length > around[best].length ? at : best), standing[0]);
  picture.open(chosen?.thing ?? most);
  if (chosen) picture.reveal(chosen);
}

function bringIntoView(now, before) {
  const chosen = selected(now.sel);
  if (chosen) picture.reveal(chosen);
  if (!now.sel && before.sel && picture.camera.whole) picture.camera.fit();
}

function announce(now, before, look) {
  const what = selected(now.sel);
  const ties_ = look.ties.filter(Boolean).length;
  if (now.sel !== before.sel) {
    whisper(what?.thing === undefined ? "" : `${things[what.thing].label}: ${counted(around[what.thing].length, "tie")}; the facts stand in the panel`);
  } else if (now.may !== before.may || now.off.join() !== before.off.join() || (now.day !== before.day && !look.day)) {
    whisper(`${look.day ? dayInWords(look.day) : "All times"}: ${ties_} of ${counted(ties.length, "tie")} shown`);
  }
}

// Ways back

function whole() {
  if (state.now.sel) state.set({ sel: "" });
  picture.camera.fit();
}

function back() {
  const { sel, q, day, may, off } = state.now;
  if (sel) {
    state.set({ sel: "" });
    if (cameFrom && cameFrom.isConnected) cameFrom.focus();
    cameFrom = null;
  } else if (q) state.set({ q: "" });
  else if (day || may || off.length) state.set({ day: "", may: false, off: [] });
  picture.camera.fit();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !byId("words").open) back();
  else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    event.preventDefault();
    search.focus();
  }
});
pane.addEventListener("keydown", (event) => {
  const zooms = { "+": 1.3, "=": 1.3, "-": 1 / 1.3 };
  if (zooms[event.key] && !event.ctrlKey && !event.metaKey) picture.camera.zoom(zooms[event.key]);
  else if (event.key === "0" && !event.ctrlKey && !event.metaKey) picture.camera.fit();
});
byId("whole").addEventListener("click", whole);
byId("nearer").addEventListener("click", () => picture.camera.zoom(1.3));
byId("farther").addEventListener("click", () => picture.camera.zoom(1 / 1.3));
byId("close").addEventListener("click", back);
byId("reset").addEventListener("click", () => {
  state.reset();
  picture.camera.fit();
});
byId("words-close").addEventListener("click", () => byId("words").close());
byId("words-copy").addEventListener("click", () => copyWords(byId("words-text").value, "Copied"));
for (const skip of document.querySelectorAll("a.skip")) {
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    if (skip.dataset.view) state.set({ view: skip.dataset.view });
    document.querySelector(skip.getAttribute("href")).focus();
  });
}

// Light and dark

const dark = window.matchMedia("(prefers-color-scheme: dark)");
byId("theme").addEventListener("click", () => {
  const now = root.dataset.theme || (dark.matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  keepTheme(root.dataset.theme);
});

/** Remember the choice where the browser lets a page do so. */
function keepTheme(theme) {
  try {
    localStorage.setItem("kg-theme", theme);
  } catch { /* a page from a file may not: then it is chosen anew */ }
}

function knownTheme() {
  try {
    return localStorage.getItem("kg-theme");
  } catch {
    return null;
  }
}

function begin() {
  const theme = knownTheme();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  root.dataset.script = "on";
  state.listen(draw);
  narrow.addEventListener("change", () => draw(state.now, null));
  draw(state.now, null);
  fontsReady().then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    root.dataset.ready = "true";
    performance.mark("ready");
  })));
}

/** The typeface is in the page; a canvas has to be painted again once it is read. */
async function fontsReady() {
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 13px Inter`)));
  picture.repaint();
}

begin();
