// The picture as SVG: the boxes and lines that are in the page, shown as the state asks.

const positions = (text) => (text ? text.split(" ").map(Number) : []);
const classed = (element, names) => {
  for (const [name, on] of Object.entries(names)) element.classList.toggle(name, Boolean(on));
};

/** Lines are thin: a wider one that is not seen takes the clicks. */
function addHits(svg) {
  for (const line of svg.querySelectorAll(".lines > .line[data-ties]")) {
    if (line.nextElementSibling?.classList.contains("hit")) continue;
    const wider = line.cloneNode(false);
    wider.setAttribute("class", "hit");
    line.after(wider);
  }
}

/** The shapes of the scene, read from the SVG in the page. */
function shapesOf(svg) {
  if (!svg.querySelector(".hit")) addHits(svg);
  const boxes = [...svg.querySelectorAll(".boxes > .box")].map((element) => ({
    element,
    thing: element.dataset.thing === undefined ? -1 : Number(element.dataset.thing),
    members: positions(element.dataset.members),
    folded: element.classList.contains("folded"),
    may: element.classList.contains("may"),
    name: element.getAttribute("aria-label") || "",
    place: placeOf(element.querySelector(".outline")),
  }));
  const folded = new Set(boxes.filter((box) => box.folded).map((box) => box.thing));
  const lines = [...svg.querySelectorAll(".lines > [data-ties]")].map((element) => {
    const of = positions(element.dataset.ties);
    return { element, ties: of, may: element.classList.contains("may"), folded: foldedEnd(element, of, folded) };
  });
  const stated = [...svg.querySelectorAll("[data-facts]")].map((element) => ({
    element, facts: positions(element.dataset.facts),
  }));
  return { boxes, lines, stated, chips: boxes.filter((box) => box.members.length) };
}

function placeOf(rect) {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  return { x, y, width, height };
}

/** The folded thing to which a line leads, -1 for none: a line to its chip stays when it is folded. */
function foldedEnd(element, of, folded) {
  if (!element.classList.contains("folded")) return -1;
  const ends = of.flatMap((at) => [ties[at].source, ties[at].target]).filter((end) => folded.has(end));
  return ends.length ? ends[0] : -1;
}

/**
 * The painter of an SVG scene.
 * @param {HTMLElement} pane @param {HTMLElement} stage @param {SVGSVGElement} svg
 * @param {?{place: Function, show: Function, repaint: Function}} under a painter beneath that draws in its stead
 */
function svgPicture(pane, stage, svg, under = null) {
  const { boxes, lines, stated, chips } = shapesOf(svg);
  const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height, scrolls: "scrolls" in pane.dataset };
  const boxOf = new Map(boxes.filter((box) => box.thing >= 0).map((box) => [box.thing, box]));
  const chipOf = new Map(chips.flatMap((chip, at) => chip.members.map((member) => [member, at])));
  const least = Math.min(13, ...[...svg.querySelectorAll("text")].map((text) => Number(text.getAttribute("font-size")) || 13));
  readMarks(lines);
  const placed = [...new Set(boxes.flatMap((box) => [box.thing, ...box.members]))].filter((at) => at >= 0);
  const stop = tabStop(pane, boxes);
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("preserveAspectRatio", "none");

  const camera = cameraOn(pane, stage, size, (view) => {
    const width = view.width / view.scale;
    const height = view.height / view.scale;
    svg.setAttribute("viewBox", `${view.x - width / 2} ${view.y - height / 2} ${width} ${height}`);
    if (under) under.place(view);
    sheet.place(camera);
  });
  const sheet = memberSheet(stage, svg, boxes, chips);
  const tray = memberTray(svg, boxes);

  /** The chip that is open: that of the selection, or of the selected member. */
  function openChip(now) {
    const what = selected(now.sel);
    if (!what) return -1;
    if (what.chip !== undefined) return what.chip;
    return what.thing !== undefined && !drawn(what.thing) && chipOf.has(what.thing) ? chipOf.get(what.thing) : -1;
  }
  const drawn = (thing) => boxOf.has(thing) && !boxOf.get(thing).folded;

  /** @param {Look} look @param {State} now */
  function show(look, now) {
    const open = openChip(now);
    svg.classList.toggle("focused", Boolean(look.focus));
    const opened = new Set(open >= 0 && !narrow.matches ? chips[open].members : []);
    for (const box of boxes) showBox(box, look, now, opened, open);
    for (const line of lines) showLine(line, look, opened);
    for (const part of stated) showFacts(part, look);
    const onTray = [...opened].some((member) => boxOf.has(member));
    sheet.show(opened.size && !onTray ? open : -1, look, camera);
    tray.show(onTray ? chips[open] : null, camera.seen());
    if (under) under.show(boxes, lines, tray.now);
    stop.show(now);
  }

  function showBox(box, look, now, opened, open) {
    const { focus, hits } = look;
    const whole = box.members.length ? box.members : box.thing >= 0 ? [box.thing] : [];
    if (!whole.length) return void classed(box.element, { dim: focus });
    const states = whole.map((thing) => look.things[thing]);
    const isOpen = box.members.length > 0 && chips[open] === box;
    classed(box.element, {
      off: states.every((one) => !one) || (box.folded && !opened.has(box.thing)),
      idle: states.every((one) => one !== "on"),
      dim: focus && !whole.some((thing) => focus.things.has(thing)),
      near: focus && whole.some((thing) => focus.things.has(thing)),
      sel: isOpen || (box.thing >= 0 && selected(now.sel)?.thing === box.thing),
      hit: whole.some((thing) => hits.has(thing)),
      may: box.may,
    });
    if (box.members.length) box.element.setAttribute("aria-expanded", String(isOpen));
    else if (box.thing >= 0) {
      box.element.setAttribute("aria-pressed", String(selected(now.sel)?.thing === box.thing));
      box.element.setAttribute("aria-label", `${box.name}, ${counted(around[box.thing].filter((at) => look.ties[at]).length, "tie")}`);
    }
  }

  function showLine(line, look, opened) {
    const shown = line.ties.map((at) => look.ties[at]).filter(Boolean);
    classed(line.element, {
      off: !shown.length || (line.folded >= 0 && !opened.has(line.folded)),
      may: line.may || (shown.length && shown.every((how) => how === "may")),
      dim: look.focus && !line.ties.some((at) => look.focus.ties.has(at)),
      near: look.focus && line.ties.some((at) => look.focus.ties.has(at)),
    });
  }

  function showFacts({ element, facts: of }, look) {
    const shown = of.map((at) => look.facts[at]).filter(Boolean);
    classed(element, {
      off: !shown.length,
      dim: look.focus && !of.some((at) => look.focus.facts.has(at)),
    });
  }

  const standing = (thing) => (drawn(thing) ? boxOf.get(thing) : chips[chipOf.get(thing)] || boxOf.get(thing));

  /** The part of the scene around a thing and those tied to it. */
  function partAround(thing) {
    const heart = standing(thing);
    if (!heart) return null;
    const near = [heart, ...neighbours(thing).map(standing).filter(Boolean)].map((box) => box.place);
    return { ...surrounding(near, 0), heart: heart.place };
  }

  /**
   * At first sight: the whole; where that is too small to read, the surroundings of a thing, and of
   * a picture that is read from the top its beginning.
   */
  function open(thing) {
    const first = size.scrolls ? { x: 0, y: 0, width: 0, height: 0 } : partAround(thing);
    if (first && least * camera.wholeScale() < 9) camera.frame(first);
    else camera.fit(true);
  }

  /** Bring a thing into view, or what is unfolded with what it belongs to. */
  function reveal({ thing, chip }) {
    const box = thing === undefined ? chips[chip] : standing(thing);
    if (box && tray.now?.chip === box) camera.include(surrounding([box.place, tray.now], 0));
    else if (box) camera.reveal(box.place);
  }
  listen(svg, boxes, chips, camera, stop);
  const repaint = () => { if (under) under.repaint(); };
  return { svg, boxes, lines, stated, chips, placed: placed.length ? placed : things.map((_, at) => at), camera, boxOf, standing, show, open, reveal, repaint, size };
}

/** Let the ties know how they are drawn, so that the legend can filter them. */
function readMarks(lines) {
  for (const { element, ties: of } of lines) {
    const marks = [...element.classList].filter((name) => /^(planned|estimated|predecessor|kind-.*)$/.test(name));
    for (const at of of) for (const mark of marks) looks[at].add(mark);
  }
}

// What a click and a key do

/** One box at a time is a tab stop: the last that was reached or chosen; arrows lead to the others. */
function tabStop(pane, boxes) {
  const stops = boxes.filter(({ element }) => element.hasAttribute("tabindex"));
  const shown = (box) => box && !box.element.classList.contains("off");
  let rest = null;
  for (const { element } of stops) element.setAttribute("tabindex", "-1");

  function set(box) {
    if (rest) rest.element.setAttribute("tabindex", "-1");
    rest = box;
    if (rest) rest.element.setAttribute("tabindex", "0");
    pane.tabIndex = rest ? -1 : 0;
  }

  function show(now) {
    const thing = selected(now.sel)?.thing;
    const chosen = thing === undefined ? null : stops.find((box) => box.thing === thing && shown(box));
    if (chosen || !shown(rest)) set(chosen || stops.find(shown) || null);
  }
  return { set, show };
}

function listen(svg, boxes, chips, camera, stop) {
  const keyOf = (target) => {
    const element = target.closest("[data-thing], [data-members], [data-ties], [data-facts]");
    if (!element) return "";
    const { thing, ties: of, facts: said } = element.dataset;
    if (element.dataset.members) return `chip:${chips.findIndex((chip) => chip.element === element)}`;
    if (thing !== undefined) return things[Number(thing)].key;
    if (of) return lineKey(positions(of), chips);
    return `fact:${positions(said).map((at) => facts[at].key).join(",")}`;
  };
  const act = (target, byKey) => choose(keyOf(target), byKey ? target : null);
  svg.addEventListener("click", (event) => act(event.target, false));
  svg.addEventListener("keydown", (event) => {
    const box = event.target.closest(".box");
    if (!box) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(box, true);
    } else if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      step(box, event.key, boxes, camera);
    }
  });
  // On the parent: Chromium gives an SVG that listens for focus a tab stop of its own.
  svg.parentElement.addEventListener("focusin", (event) => {
    const box = boxes.find((one) => one.element === event.target);
    if (box) stop.set(box);
    if (box && box.element.matches(":focus-visible")) camera.reveal(box.place);
  });
}

/** What a line stands for: its tie, or the chip at its end where there are several. */
function lineKey(of, chips) {
  const shown = of.filter((at) => lookOf(state.now).ties[at]);
  if (shown.length < 2) return tieKey(shown[0] ?? of[0]);
  const chip = chips.findIndex(({ members }) =>
    shown.every((at) => members.includes(ties[at].source) || members.includes(ties[at].target)));
  return chip >= 0 ? `chip:${chip}` : tieKey(shown[0]);
}

/** Go to the next box in a direction, one that is tied to this before any other. */
function step(element, key, boxes, camera) {
  const from = boxes.find((box) => box.element === element);
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const near = new Set(from.thing >= 0 ? neighbours(from.thing) : from.members.flatMap(neighbours));
  const tied = (box) => near.has(box.thing) || box.members.some((member) => near.has(member));
  let best = null;
  for (const box of boxes) {
    if (box === from || !box.element.hasAttribute("tabindex") || box.element.classList.contains("off")) continue;
    const x = box.place.x + box.place.width / 2 - from.place.x - from.place.width / 2;
    const y = box.place.y + box.place.height / 2 - from.place.y - from.place.height / 2;
    const ahead = x * across + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * across);
    if (ahead <= 1) continue;
    const far = aside > ahead * 2.5 ? 1e6 : 0;
    const cost = far + (ahead + 2 * aside) * (tied(box) ? 0.4 : 1);
    if (!best || cost < best.cost) best = { box, cost };
  }
  if (!best) return;
  best.box.element.focus();
  camera.reveal(best.box.place);
}
