// The list: the same things as the picture, a card each; what a narrow window begins with.

/** Things as cards, most tied first. @param {State} now @param {Look} look */
function showList(now, look) {
  const order = now.q ? found(now.q).map((hit) => hit.thing) : things.map((_, at) => at);
  const count = (thing) => around[thing].filter((at) => look.ties[at]).length;
  const shown = order.filter((at) => look.things[at]);
  if (!now.q) shown.sort((a, b) => count(b) - count(a) || a - b);
  byId("list-shown").textContent = shown.length === things.length
    ? `All ${counted(things.length, "thing")}` : `${shown.length} of ${counted(things.length, "thing")}`;
  byId("cards").replaceChildren(...shown.map((thing) => thingTile(thing, look, count(thing), now)));
}

function thingTile(thing, look, number, now) {
  const { label, kind, sort, key } = things[thing];
  const near = around[thing].filter((at) => look.ties[at])
    .map((at) => things[ties[at].source === thing ? ties[at].target : ties[at].source].short);
  const few = near.slice(0, 3).join(", ") + (near.length > 3 ? ` and ${near.length - 3} more` : "");
  return el("li", {}, button([
    el("span", { class: "tile-kind" }, cleaned(swatch(kind)), capital(sort || kindWords(kind)), number ? el("span", { class: "tile-ties" }, `· ${counted(number, "tie")}`) : ""),
    el("span", { class: "tile-label", dir: "auto" }, label),
    few ? el("span", { class: "tile-near", dir: "auto" }, few) : "",
  ], (event) => choose(key, event.currentTarget), {
    class: `tile${look.things[thing] === "idle" ? " idle" : ""}`,
    "data-thing": String(thing), "aria-pressed": String(selected(now.sel)?.thing === thing),
  }));
}
