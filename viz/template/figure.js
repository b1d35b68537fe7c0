// The picture as a file: an SVG that stands alone, with its words, and a PNG drawn from it.

const SVG_NAME = "http://www.w3.org/2000/svg";
const MARGIN = 32;
const TRANSIENT = ["dim", "near", "sel", "hit", "idle"];

/** An SVG element with attributes and text. */
function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG_NAME, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The colours and shapes of the page in the light, without custom properties. */
function figureStyle() {
  const text = byId("scene-style").textContent;
  const values = new Map([...text.matchAll(/(--[\w-]+):\s*([^;}]+)[;}]/g)].reverse().map(([, name, value]) => [name, value.trim()]));
  const plainText = (part) => part.replace(/var\((--[\w-]+)\)/g, (_, name) => (values.has(name) ? plainText(values.get(name)) : "none"));
  return `${byId("fonts").textContent}\n${plainText(text.replace(/:root[^{]*\{[^}]*\}/g, ""))}`;
}

const measure = (() => {
  const context = document.createElement("canvas").getContext("2d");
  return (words, size, weight) => {
    context.font = `${weight} ${size}px Inter, sans-serif`;
    return context.measureText(words).width;
  };
})();

function broken(words, most, size, weight) {
  const lines = [];
  for (const word of words.split(/\s+/)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && measure(longer, size, weight) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Lines of words from a height on; gives the height below them. */
function paragraph(into, words, top, { size = 12, weight = 400, name = "figure-note", most }) {
  let y = top;
  for (const line of broken(words, most, size, weight)) {
    y += size * 1.4;
    into.append(shape("text", { class: name, x: MARGIN, y: y.toFixed(1), "font-size": size, "font-weight": weight }, line));
  }
  return y;
}

/** Which part of the data the picture shows, in words. */
function sliceWords(now) {
  const words = [told.slice];
  if (moments.includes(now.day)) words.push(`on ${dayInWords(now.day)}`);
  words.push(now.may ? "with what only may hold" : now.day ? "without what only may hold" : "");
  if (now.off.length) words.push(`without ${[...new Set(now.off.map(legendWords))].join(", ")}`);
  return words.filter(Boolean).join("; ");
}

const legendWords = (key) =>
  document.querySelector(`#legend [data-keys~="${CSS.escape(key)}"] .legend-label`)?.textContent.toLowerCase() || key;

/** The picture with title, headline, legend, slice, sources and version, as SVG text. */
function figureText() {
  const { width: across, height: down } = picture.size;
  const most = Math.max(across, 640);
  const width = most + 2 * MARGIN;
  const figure = shape("svg", { class: "scene figure", role: "img" });
  figure.append(shape("title", {}, `${told.view.title}: ${told.headline}`), shape("desc", {}, `${told.view.see} ${told.about}`));
  figure.append(shape("style", {}, figureStyle()));
  const paper = shape("rect", { class: "figure-paper", width });
  figure.append(paper);
  let y = paragraph(figure, told.view.title, MARGIN - 12, { size: 13, weight: 600, name: "figure-title", most });
  y = paragraph(figure, told.headline, y + 4, { size: 24, weight: 600, name: "figure-headline", most });
  if (moments.includes(state.now.day)) y = paragraph(figure, byId("over").textContent, y + 2, { most });
  y = paragraph(figure, told.view.see, y + 6, { size: 13, name: "figure-see", most });
  const drawn = shape("g", { transform: `translate(${MARGIN + (most - across) / 2} ${(y + 20).toFixed(1)})` });
  drawn.append(...drawnShapes());
  figure.append(drawn);
  y = figureLegend(figure, y + 20 + down + 28, most);
  y = paragraph(figure, `Shown: ${sliceWords(state.now)}.`, y + 8, { most });
  y = paragraph(figure, told.about, y + 2, { most });
  y = paragraph(figure, `Sources: ${sourceWords()}.`, y + 2, { most });
  y = paragraph(figure, told.citation, y + 2, { most });
  const height = Math.ceil(y + MARGIN);
  paper.setAttribute("height", height);
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) figure.setAttribute(name, value);
  return new XMLSerializer().serializeToString(figure);
}

function drawnShapes() {
  const copy = picture.svg.cloneNode(true);
  for (const gone of copy.querySelectorAll(".hit:not(.box), .off, .box.folded.off")) gone.remove();
  for (const part of copy.querySelectorAll("*")) {
    part.classList.remove(...TRANSIENT);
    for (const name of ["tabindex", "role", "aria-label", "aria-expanded", "aria-pressed", "data-thing", "data-members", "data-ties", "data-facts"]) part.removeAttribute(name);
  }
  return [...copy.children];
}

/** The entries of the legend that are on, in rows; gives the height below them. */
function figureLegend(into, top, most) {
  let x = MARGIN;
  let y = top;
  for (const entry of document.querySelectorAll('#legend [data-key][aria-pressed="true"]:not([hidden])')) {
    const words = entry.querySelector(".legend-label").textContent;
    const needed = 34 + measure(words, 12, 400) + 20;
    if (x > MARGIN && x + needed > MARGIN + most) {
      x = MARGIN;
      y += 24;
    }
    const sign = entry.querySelector("svg").cloneNode(true);
    for (const [name, value] of Object.entries({ x, y: y - 13, width: 28, height: 18 })) sign.setAttribute(name, value);
    sign.removeAttribute("id");
    into.append(sign, shape("text", { class: "figure-note", x: x + 34, y, "font-size": 12 }, words));
    x += needed;
  }
  return y;
}

function sourceWords() {
  const look = lookOf(state.now);
  const shown = ties.length ? ties.flatMap((tie, at) => (look.ties[at] ? tie.facts : [])) : facts.map((_, at) => at);
  const cited = [...new Set(shown.flatMap((at) => facts[at].sources.map((one) => one.document)))].sort((a, b) => a - b);
  return cited.map((at) => [documents[at].title, documents[at].issued].filter(Boolean).join(", ")).join("; ") || "none";
}

const fileName = (ending) => `${told.view.name}.${ending}`;

/** The picture as a PNG, at twice the size where a canvas can be that large. */
async function figurePng() {
  const text = figureText();
  const href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = href;
    await image.decode();
    const scale = Math.min(2, 8000 / image.naturalWidth, 8000 / image.naturalHeight);
    const canvas = el("canvas", {});
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(href);
  }
}

byId("save-svg").addEventListener("click", () => {
  saveFile(fileName("svg"), new Blob([figureText()], { type: "image/svg+xml" }));
  say("SVG saved");
});
byId("save-png").addEventListener("click", async () => {
  try {
    saveFile(fileName("png"), await figurePng());
    say("PNG saved");
  } catch {
    say("This browser cannot make the PNG; the SVG is at hand");
  }
});
byId("copy-image").addEventListener("click", async () => {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": figurePng() })]);
    say("Image copied");
  } catch {
    say("This browser does not copy images; save the PNG instead");
  }
});
byId("print").addEventListener("click", () => window.print());
