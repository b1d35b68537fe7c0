// The network painted by vis-network on a canvas, beneath the SVG that answers to mouse and keys.

const network = byId("network") ? JSON.parse(byId("network").textContent) : null;

/**
 * The painter beneath: nodes stand where the scene has them, nothing moves by itself. It is made
 * when the picture is first seen, with all looks as they are then; later only changes are told.
 */
function visUnder(stage) {
  const canvas = el("div", { class: "canvas", "aria-hidden": "true" });
  stage.append(canvas);
  const paint = {};
  let known = null;
  let seen = null;
  let drawing = null;
  let size = "";

  /** The looks of nodes and edges by the classes that the SVG above has been given. */
  function looks_() {
    colours(paint);
    const { boxes, lines } = known;
    boxes.forEach(({ element }, at) => { paint[at] = new Set(element.classList); });
    paint.tray = known.tray;
    const drawn = lines.filter(({ element }) => element.classList.contains("line"));
    return {
      nodes: boxes.map(({ place: { x, y, width, height } }, at) => ({ id: at, hidden: paint[at].has("off"), x: x + width / 2, y: y + height / 2 })),
      edges: network.edges.map((edge) => edgeLook(edge, drawn[edge.id]?.element.classList, paint)),
    };
  }

  function make(now) {
    const nodes = network.nodes.map((short, at) => {
      const node = { corner: 6, size: 13, ...short };
      return { ...node, ...now.nodes[at], ctxRenderer: (place_) => nodePainter(place_, node, paint) };
    });
    const edges = network.edges.map((edge, at) => ({ ...edge, ...now.edges[at] }));
    const data = { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) };
    const made = new vis.Network(canvas, data, network.options);
    made.on("beforeDrawing", (ctx) => { if (paint.tray) leaderUnder(ctx, paint.tray.leader, paint.colour); });
    for (const part of canvas.querySelectorAll("[tabindex]")) part.tabIndex = -1;
    return { data, vis: made };
  }

  function place(view) {
    if (!drawing) {
      seen = looks_();
      drawing = make(seen);
      size = `${canvas.clientWidth} ${canvas.clientHeight}`;
    }
    if (size !== `${view.width} ${view.height}`) {
      size = `${view.width} ${view.height}`;
      drawing.vis.setSize(`${view.width}px`, `${view.height}px`);
    }
    drawing.vis.moveTo({ position: { x: view.x, y: view.y }, scale: view.scale, animation: false });
  }

  function show(boxes, lines, tray) {
    known = { boxes, lines, tray };
    if (!drawing) return;
    const now = looks_();
    const changed = (rows, before) => rows.filter((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]));
    drawing.data.edges.update(changed(now.edges, seen.edges));
    drawing.data.nodes.update(changed(now.nodes, seen.nodes));
    seen = now;
    drawing.vis.redraw();
  }

  const again = () => { if (known) show(known.boxes, known.lines, known.tray); };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  return { place, show, repaint: () => { if (drawing) drawing.vis.redraw(); } };
}

/** The colours of the page as they are now. */
function colours(paint) {
  const style = getComputedStyle(root);
  paint.colour = (name) => style.getPropertyValue(`--${name}`).trim();
}

function edgeLook(edge, classes, paint) {
  const has = (name) => classes && classes.contains(name);
  const kind = edge.kind && paint.colour(`line-${edge.kind}`);
  const colour = has("dim") ? paint.colour("rule") : kind || paint.colour(has("near") ? "line-near" : "line");
  const opacity = has("may") ? 0.5 : 1;
  const width = has("near") ? 2.2 : has("thin") ? 1 : 1.5;
  return { id: edge.id, hidden: Boolean(has("off")), width, color: { color: colour, highlight: colour, hover: colour, opacity } };
}

/** How vis paints a node: as the SVG would. */
function nodePainter({ ctx, x, y }, node, paint) {
  const { width, height } = node;
  return {
    drawNode() {
      const look = paint[node.id] || new Set();
      ctx.save();
      if (paint.tray && paint.tray.first === node.id) trayUnder(ctx, paint.tray, paint.colour);
      rounded(ctx, x - width / 2, y - height / 2, width, height, node.corner);
      ctx.fillStyle = paint.colour("paper");
      ctx.fill();
      outline(ctx, x - width / 2, y - height / 2, node, look, paint.colour);
      words(ctx, x, y, node, look, paint.colour);
      ctx.restore();
    },
    nodeDimensions: { width, height },
  };
}

function trayUnder(ctx, { x, y, width, height }, colour) {
  rounded(ctx, x, y, width, height, 10);
  ctx.fillStyle = colour("paper");
  ctx.fill();
  ctx.strokeStyle = colour("accent");
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

function leaderUnder(ctx, [start, end], colour) {
  ctx.beginPath();
  ctx.moveTo(...start);
  ctx.lineTo(...end);
  ctx.strokeStyle = colour("accent");
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

function rounded(ctx, x, y, width, height, corner) {
  ctx.beginPath();
  const round = Math.max(0, Math.min(corner, height / 2, width / 2));
  if (ctx.roundRect) ctx.roundRect(x, y, width, height, round);
  else ctx.rect(x, y, width, height);
}

const quiet = (look) => look.has("dim") || look.has("idle");

function outline(ctx, left, top, node, look, colour) {
  const { width, height, corner } = node;
  const base = node.kind ? `kind-${node.kind}` : "chip";
  rounded(ctx, left, top, width, height, corner);
  ctx.fillStyle = colour(quiet(look) || look.has("may") ? "paper" : `${base}-fill`);
  ctx.fill();
  ctx.strokeStyle = colour(look.has("sel") || look.has("hit") ? "accent" : quiet(look) ? "rule" : `${base}-stroke`);
  ctx.lineWidth = look.has("sel") || look.has("hit") ? 3 : 1.5;
  ctx.setLineDash(look.has("planned") ? [6, 4] : []);
  if (look.has("may")) ctx.globalAlpha *= 0.6;
  ctx.stroke();
  if (look.has("several")) {
    rounded(ctx, left + 3, top + 3, width - 6, height - 6, corner - 3);
    ctx.lineWidth = 1;
    ctx.strokeStyle = colour(quiet(look) ? "rule" : `${base}-second`);
    ctx.stroke();
  }
  if (look.has("estimated")) hatched(ctx, left, top, width, height, colour(`${base}-stroke`));
  ctx.setLineDash([]);
}

function hatched(ctx, left, top, width, height, stroke) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.beginPath();
  for (let at = -height; at < width; at += 6) {
    ctx.moveTo(left + at, top + height);
    ctx.lineTo(left + at + height, top);
  }
  ctx.globalAlpha *= 0.35;
  ctx.lineWidth = 1;
  ctx.strokeStyle = stroke;
  ctx.stroke();
  ctx.restore();
}

function words(ctx, x, y, node, look, colour) {
  const step = node.size * 1.25;
  const top = y - (node.label.split("\n").length * step) / 2 + node.size * 0.96;
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour(quiet(look) ? "muted" : look.has("may") ? "ink" : node.kind ? `kind-${node.kind}-text` : "chip-text");
  ctx.font = `${look.has("strong") && !quiet(look) ? 600 : 400} ${node.size}px Inter, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  node.label.split("\n").forEach((line, at) => ctx.fillText(line, x, top + at * step));
}
