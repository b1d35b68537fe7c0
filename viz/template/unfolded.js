// What a chip holds, unfolded: on a tray or a sheet where there is room, with a line to the chip.

const STEP = 10;
const CLEAR = 6;

/** The rectangle around some, with so much air. */
function surrounding(places, air) {
  const x = Math.min(...places.map((box) => box.x)) - air;
  const y = Math.min(...places.map((box) => box.y)) - air;
  const width = Math.max(...places.map((box) => box.x + box.width)) + air - x;
  const height = Math.max(...places.map((box) => box.y + box.height)) + air - y;
  return { x, y, width, height };
}

/** How far two stretches are apart, below 0 where they share some. */
const gap = (a, size, b, other) => Math.max(b - a - size, a - b - other);

function shared(one, two) {
  const across = -gap(one.x, one.width, two.x - CLEAR, two.width + 2 * CLEAR);
  const down = -gap(one.y, one.height, two.y - CLEAR, two.height + 2 * CLEAR);
  return across > 0 && down > 0 ? across * down : 0;
}

/** From the border of a chip to the nearest point of a part. */
function leaderTo(part, chip) {
  const into = (box, [x, y]) => [Math.max(box.x, Math.min(x, box.x + box.width)), Math.max(box.y, Math.min(y, box.y + box.height))];
  const end = into(part, [chip.x + chip.width / 2, chip.y + chip.height / 2]);
  return [into(chip, end), end];
}

function passes([[x, y], [toX, toY]], box) {
  for (let part = 1; part < 20; part += 1) {
    const at = [x + (toX - x) * part / 20, y + (toY - y) * part / 20];
    if (at[0] > box.x && at[0] < box.x + box.width && at[1] > box.y && at[1] < box.y + box.height) return true;
  }
  return false;
}

/**
 * Where a part of that size covers least of what is taken, of such places the nearest to its chip.
 * @param {{width: number, height: number}} size @param {Place[]} taken with a weight each
 * @param {Place} chip @param {Place} region @param {Place} seen places in view are preferred
 */
function roomFor({ width, height }, taken, chip, region, seen) {
  const others = taken.filter((box) => box.x !== chip.x || box.y !== chip.y);
  let best = { x: region.x, y: region.y, cost: Infinity };
  for (let y = region.y; y <= region.y + region.height - height; y += STEP) {
    for (let x = region.x; x <= region.x + region.width - width; x += STEP) {
      const part = { x, y, width, height };
      const away = Math.hypot(Math.max(0, gap(x, width, chip.x, chip.width)), Math.max(0, gap(y, height, chip.y, chip.height)));
      const out = Math.max(0, seen.x - x) + Math.max(0, seen.y - y)
        + Math.max(0, x + width - seen.x - seen.width) + Math.max(0, y + height - seen.y - seen.height);
      let cost = away + 1.5 * out;
      if (cost >= best.cost) continue;
      for (const box of taken) cost += 10 * box.weight * shared(part, box);
      if (cost >= best.cost) continue;
      const line = leaderTo(part, chip);
      cost += 40 * others.filter((box) => passes(line, box)).length;
      if (cost < best.cost) best = { x, y, cost };
    }
  }
  return best;
}

/** What should not be covered: the boxes that are shown, first those that stay clear, and the words beside them. */
function takenIn(svg, boxes) {
  const standing = boxes.filter(({ element, folded }) => !folded && !element.classList.contains("off"));
  const words = [...svg.querySelectorAll(".texts > text:not(.off)")].map((one) => one.getBBox());
  return [
    ...standing.map(({ element, place }) => ({ ...place, weight: element.classList.contains("near") ? 9 : 1 })),
    ...words.map(({ x, y, width, height }) => ({ x, y, width, height, weight: 1 })),
  ];
}

/** A shape of the scene that is not there until it is meant. */
function shapeIn(svg, name, names) {
  const made = document.createElementNS(svg.namespaceURI, name);
  made.setAttribute("class", names);
  return made;
}

/** A line beneath the boxes from a chip to what it has unfolded; gives its ends. */
function lead(svg, leader, part, chip) {
  const ends = leaderTo(part, chip);
  leader.setAttribute("d", `M${ends[0]} L${ends[1]}`);
  svg.querySelector(".lines").append(leader);
  return ends;
}

/** The tray for members whose boxes are in the scene: it may lie beside all that is drawn. */
function memberTray(svg, boxes) {
  const plate = shapeIn(svg, "rect", "plate");
  plate.setAttribute("rx", "10");
  const leader = shapeIn(svg, "path", "leader");
  let now = null;

  function move({ element, place }, across, down) {
    place.x += across;
    place.y += down;
    if (across || down) element.setAttribute("transform", `translate(${across} ${down})`);
  }

  function clear() {
    for (const { box, home } of now?.open || []) {
      Object.assign(box.place, home);
      box.element.removeAttribute("transform");
    }
    plate.remove();
    leader.remove();
    now = null;
  }

  /** @param {?Object} chip the chip that is open @param {Place} seen what the camera shows */
  function show(chip, seen) {
    if (chip && now && now.chip === chip) return;
    clear();
    if (!chip) return;
    const open = boxes.filter((box) => box.folded && chip.members.includes(box.thing)).map((box) => ({ box, home: { ...box.place } }));
    const part = surrounding(open.map(({ home }) => home), 10);
    const taken = takenIn(svg, boxes);
    const region = surrounding([...taken, seen], Math.max(part.width, part.height) + 2 * CLEAR);
    const room = roomFor(part, taken, chip.place, region, seen);
    for (const { box } of open) move(box, room.x - part.x, room.y - part.y);
    now = { ...part, x: room.x, y: room.y, chip, open, first: boxes.indexOf(open[0].box) };
    draw();
  }

  function draw() {
    for (const name of ["x", "y", "width", "height"]) plate.setAttribute(name, now[name]);
    now.leader = lead(svg, leader, now, now.chip.place);
    svg.querySelector(".boxes").append(plate, ...now.open.map(({ box }) => box.element));
  }
  return { show, get now() { return now; } };
}

/** The list of members whose boxes have no place of their own: it stays within what is seen. */
function memberSheet(stage, svg, boxes, chips) {
  const list = el("ul", {});
  const element = el("div", { class: "sheet", id: "sheet", hidden: true, role: "group", "aria-label": "Unfolded" }, list);
  stage.append(element);
  const leader = shapeIn(svg, "path", "leader");
  let open = -1;
  let room = null;

  function place({ view, seen }) {
    if (open < 0 || !view.width) return;
    const size = { width: element.offsetWidth / view.scale, height: element.offsetHeight / view.scale };
    room = room || roomFor(size, takenIn(svg, boxes), chips[open].place, seen(), seen());
    lead(svg, leader, { ...room, ...size }, chips[open].place);
    const left = (room.x - view.x) * view.scale + view.width / 2;
    const top = (room.y - view.y) * view.scale + view.height / 2;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  function show(chip, look, camera) {
    if (chip !== open) room = null;
    open = chip;
    element.hidden = chip < 0;
    leader.remove();
    if (chip < 0) return;
    const members = chips[chip].members.filter((member) => look.things[member]);
    list.replaceChildren(...members.map((member) =>
      el("li", {}, button(things[member].label, () => choose(things[member].key), {
        "data-thing": String(member),
        class: look.hits.has(member) ? "hit" : "",
        "aria-pressed": String(selected(state.now.sel)?.thing === member),
      }))));
    place(camera);
  }
  return { show, place };
}
