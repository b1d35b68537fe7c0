// A place in the text that is no passage by itself leads to the passage around it, or to the nearest.

const near = document.getElementById("page:near");

/** Where a fragment such as `#char=312,498` begins and ends; the end may be left out. */
function placeOf(fragment) {
  const found = /^#?char(?:=|%3D)(\d+)(?:(?:,|%2C)(\d+))?\.?$/i.exec(fragment);
  return found && [Number(found[1]), Number(found[2] ?? found[1])];
}

const known = () => document.getElementById(location.hash.slice(1));

function lead() {
  const place = placeOf(location.hash);
  near.textContent = "";
  if (!place) return;
  const [start, end] = place;
  const gap = ([from, to]) => Math.max(from, start) - Math.min(to, end);
  const passages = [...document.querySelectorAll(".extract")]
    .map(({ id }) => [id, placeOf(id)])
    .filter(([, stretch]) => stretch)
    .sort(([, one], [, two]) => gap(one) - gap(two));
  if (!passages.length) return;
  const [id, stretch] = passages[0];
  if (gap(stretch) > 0) near.textContent = `No fact was read at characters ${start}–${end}: the nearest passage is marked.`;
  location.replace(`#${id}`);
}

addEventListener("hashchange", () => {
  if (!known()) lead();
});
if (!known()) lead();
