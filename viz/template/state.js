// The state of the page: all of it stands in the address after `#`.

const VIEWS = ["picture", "table", "list"];

/**
 * @typedef {Object} State
 * @property {string} q what is searched for
 * @property {string} sel what is selected: a thing, `a~b` a tie, `chip:n`, `fact:a,b`
 * @property {string[]} off keys of the legend that are switched off
 * @property {string} day ISO day, "" for all
 * @property {boolean} may whether what only may hold is shown
 * @property {string} view picture, table, list or "" for what fits the window
 * @property {string} rows what the rows of the table are: things, facts, or "" for ties
 * @property {string} sort column of the table, with `-` before it when descending
 */

const state = (() => {
  const listeners = [];
  let current = parsed(location.hash);
  let written = location.hash;

  /** @returns {State} */
  function parsed(hash) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const view = said.get("view") || "";
    return {
      q: said.get("q") || "",
      sel: said.get("sel") || "",
      off: (said.get("off") || "").split(",").filter(Boolean),
      day: said.get("day") || "",
      may: said.get("may") === "1",
      view: VIEWS.includes(view) ? view : "",
      rows: said.get("rows") || "",
      sort: said.get("sort") || "",
    };
  }

  function address(of) {
    const parts = { ...of, off: of.off.join(","), may: of.may ? "1" : "" };
    const said = Object.entries(parts).filter(([, value]) => value);
    const easy = (text) =>
      encodeURIComponent(text).replace(/%20/g, "+").replace(/%(2F|2C|3A|7E)/g, (code) => decodeURIComponent(code));
    return said.map(([key, value]) => `${key}=${easy(value)}`).join("&");
  }

  function tell(before) {
    for (const listener of listeners) listener(current, before);
  }

  /** Change some of the state; `quietly` leaves no step in the browser's history. */
  function set(change, quietly = false) {
    const before = current;
    current = { ...current, ...change };
    const hash = `#${address(current)}`;
    if (hash === (location.hash || "#")) {
      if (address(before) !== address(current)) tell(before);
      return;
    }
    written = hash;
    if (quietly) replace(hash);
    else location.hash = hash;
    tell(before);
  }

  function replace(hash) {
    try {
      history.replaceState(null, "", hash);
    } catch {
      location.replace(hash);
    }
  }

  window.addEventListener("hashchange", () => {
    if ((location.hash || "#") === (written || "#")) return;
    const before = current;
    written = location.hash;
    current = parsed(location.hash);
    tell(before);
  });

  return {
    get now() { return current; },
    set,
    listen: (listener) => listeners.push(listener),
    reset: () => set({ q: "", sel: "", off: [], day: "", may: false, view: "", rows: "", sort: "" }),
  };
})();
