// The camera: which part of the scene the pane shows, moved by mouse, two fingers, keys, buttons.

const LEAST = 0.15;
const MOST = 6;
const AIR = 6;
const AROUND = 24;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/**
 * A camera over a scene. It never takes the page's scroll: the wheel zooms with Ctrl or ⌘ only,
 * and one finger scrolls the page.
 * @param {HTMLElement} pane @param {HTMLElement} stage
 * @param {{width: number, height: number, scrolls: boolean}} scene
 * @param {function({x: number, y: number, scale: number, width: number, height: number}): void} place
 */
function cameraOn(pane, stage, scene, place) {
  const view = { x: scene.width / 2, y: scene.height / 2, scale: 1, width: 0, height: 0 };
  let moving = 0;
  let whole = true;

  /** Measure the pane; true if it has changed. */
  function measure() {
    const width = pane.clientWidth;
    const across = scene.scrolls ? Math.min((width - 2 * AIR) / scene.width, 1.25) : 0;
    const height = Math.max(pane.clientHeight, Math.ceil(scene.height * across) + 2 * AIR * Math.sign(across));
    if (!width || !pane.clientHeight || (width === view.width && height === view.height)) return false;
    view.width = width;
    view.height = height;
    stage.style.height = scene.scrolls ? `${height}px` : "";
    return true;
  }

  const fitting = () => Math.min(
    (view.width - 2 * AIR) / scene.width, (view.height - 2 * AIR) / scene.height, scene.scrolls ? 1.25 : 1.6);

  function put(x, y, scale) {
    Object.assign(view, { x, y, scale });
    place(view);
  }

  function move(x, y, scale) {
    cancelAnimationFrame(moving);
    const limited = Math.max(LEAST, Math.min(MOST, scale));
    const from = { ...view };
    if (still.matches || !from.width || document.hidden) return put(x, y, limited);
    const start = performance.now();
    const step = (now) => {
      const part = Math.max(0, Math.min(1, (now - start) / 180));
      const eased = part * (2 - part);
      const between = (a, b) => a + (b - a) * eased;
      put(between(from.x, x), between(from.y, y), between(from.scale, limited));
      if (part < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
    return undefined;
  }

  function fit(at_once = false) {
    measure();
    whole = true;
    if (!view.width) return;
    if (at_once) put(scene.width / 2, scene.height / 2, fitting());
    else move(scene.width / 2, scene.height / 2, fitting());
  }

  /** Show a part of the scene at once, at a size at which it can be read, and no emptiness beside. */
  function frame(part) {
    measure();
    if (!view.width) return;
    whole = false;
    const needed = Math.min(view.width / (part.width + 2 * AROUND), view.height / (part.height + 2 * AROUND));
    const scale = Math.max(Math.min(needed, 1.25), 1);
    const heart = needed >= scale ? part : part.heart || part;
    put(...inScene(heart.x + heart.width / 2, heart.y + heart.height / 2, scale));
  }

  /** The place nearest to this at which the view goes no further than the scene; its middle where that is smaller. */
  function inScene(x, y, scale) {
    const kept = (at, seen, all) => {
      const half = seen / 2 / scale - AIR;
      return 2 * half > all ? all / 2 : Math.max(half, Math.min(at, all - half));
    };
    return [kept(x, view.width, scene.width), kept(y, view.height, scene.height), scale];
  }

  /** Move as little as will do to see a part of the scene, and no nearer; the way back stays. */
  function include(part) {
    measure();
    if (!view.width) return;
    const scale = Math.min(view.scale, view.width / (part.width + 2 * AIR), view.height / (part.height + 2 * AIR));
    const kept = (at, seen, start, size) => {
      const half = seen / 2 / scale - AIR;
      return Math.max(start + size - half, Math.min(at, start + half));
    };
    move(kept(view.x, view.width, part.x, part.width), kept(view.y, view.height, part.y, part.height), scale);
  }

  /** Bring a box into view, with as little movement as will do. */
  function reveal(box) {
    const half = { x: view.width / 2 / view.scale, y: view.height / 2 / view.scale };
    const inside =
      box.x >= view.x - half.x && box.x + box.width <= view.x + half.x &&
      box.y >= view.y - half.y && box.y + box.height <= view.y + half.y;
    if (!inside || view.scale < 0.7) {
      whole = false;
      move(...inScene(box.x + box.width / 2, box.y + box.height / 2, Math.max(view.scale, 1)));
    }
    if (scene.scrolls) scrollTo(box);
  }

  function scrollTo(box) {
    const top = (box.y - view.y) * view.scale + view.height / 2;
    if (top < pane.scrollTop || top + box.height > pane.scrollTop + pane.clientHeight) {
      pane.scrollTop = top - pane.clientHeight / 3;
    }
  }

  function zoom(by, at = null) {
    whole = false;
    const scale = Math.max(LEAST, Math.min(MOST, view.scale * by));
    const heart = at || { x: view.width / 2, y: view.height / 2 };
    const shift = (1 / view.scale - 1 / scale);
    const x = view.x + (heart.x - view.width / 2) * shift;
    const y = view.y + (heart.y - view.height / 2) * shift;
    if (at) put(x, y, scale);
    else move(x, y, scale);
  }

  function pan(x, y) {
    whole = false;
    put(view.x - x / view.scale, view.y - y / view.scale, view.scale);
  }

  new ResizeObserver(() => {
    if (!measure()) return;
    if (whole) fit(true);
    else place(view);
  }).observe(pane);

  gestures(pane, stage, { pan, zoom });
  /** How large the whole would be shown. */
  function wholeScale() {
    measure();
    return view.width ? fitting() : 1;
  }

  /** The part of the scene that can be seen; before it is shown, all of it. */
  function seen() {
    const { width, height } = scene;
    if (!view.width) return { x: 0, y: 0, width, height };
    const top = view.y - view.height / 2 / view.scale + pane.scrollTop / view.scale;
    return { x: view.x - view.width / 2 / view.scale, y: top, width: view.width / view.scale, height: pane.clientHeight / view.scale };
  }

  return { view, fit, wholeScale, frame, include, seen, reveal, zoom, pan, get whole() { return whole; } };
}

/** Mouse, wheel and fingers on the stage. */
function gestures(pane, stage, { pan, zoom }) {
  const spot = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0025), spot(event));
  }, { passive: false });
  mouse(stage, pan);
  fingers(stage, spot, pan, zoom);
}

function mouse(stage, pan) {
  let held = null;
  let dragged = false;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY };
    dragged = false;
  });
  stage.addEventListener("pointermove", (event) => {
    if (!held) return;
    const across = event.clientX - held.x;
    const down = event.clientY - held.y;
    if (!dragged && Math.hypot(across, down) < 5) return;
    if (!dragged) stage.setPointerCapture(event.pointerId);
    dragged = true;
    stage.classList.add("moving");
    pan(across, down);
    held = { x: event.clientX, y: event.clientY };
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, () => {
      held = null;
      stage.classList.remove("moving");
    });
  }
  stage.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation();
    dragged = false;
  }, true);
}

function fingers(stage, spot, pan, zoom) {
  let last = null;
  const both = ({ touches: [one, two] }) => ({
    clientX: (one.clientX + two.clientX) / 2,
    clientY: (one.clientY + two.clientY) / 2,
    apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY),
  });
  stage.addEventListener("touchstart", (event) => {
    last = event.touches.length === 2 ? both(event) : null;
  }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2 || !last) return;
    event.preventDefault();
    const next = both(event);
    pan(next.clientX - last.clientX, next.clientY - last.clientY);
    if (last.apart) zoom(next.apart / last.apart, spot(next));
    last = next;
  }, { passive: false });
  stage.addEventListener("touchend", () => { last = null; }, { passive: true });
}
