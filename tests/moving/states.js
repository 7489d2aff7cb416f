/* Set controls of a moving figure one after the other, and note after each what it says and shows: a
 * JSON text {says, labels, desk, phone}, with one entry for each setting. A setting may name what
 * the address asks for, as "?". A part that is wanted is shown as its text, its opacity
 * ("fade-<part>"), or points in the numbers of its axes; null where it is hidden.
 */
async ([name, settings, wanted]) => {
  const root = document.querySelector(`[data-moving="${name}"]`), says = root.querySelector(".says");
  const { elements } = root.querySelector("form");

  function set(key, value) {
    if (key === "?") {
      history.replaceState(null, "", `?${value}`);
      return dispatchEvent(new PopStateEvent("popstate"));
    }
    const field = elements[key];
    if (typeof value === "boolean") field.checked = value; else field.value = value;
    const heard = field.length && !field.options ? [...field].find((radio) => radio.checked) : field;
    return heard.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function points(path, [x0, xs, y0, ys]) {
    const corners = [];
    let [x, y] = [0, 0];
    for (const [, letter, rest] of path.matchAll(/([MLHVhZ])([^MLHVhZ]*)/g)) {
      const [first, second] = rest.trim().split(/\s+/).map(Number);
      if ("ML".includes(letter)) [x, y] = [first, second];
      if (letter === "H") x = first;
      if (letter === "V") y = first;
      if ("MLHV".includes(letter)) corners.push([(x - x0) / xs, (y - y0) / ys]);
    }
    return corners;
  }

  function reader(svg, name) {
    const part = svg.querySelector(`[data-part="${name.replace(/^fade-/, "")}"]`);
    if (name.startsWith("fade-")) return () => Number(part.style.opacity || 1);
    const shape = part.querySelector("text, path:not(defs path), use") ?? part;
    const map = (part.closest("[data-map]")?.dataset.map ?? "0 1 0 1").split(" ").map(Number);
    const drawn = () => shape.getAttribute("d") ?? `M${shape.getAttribute("x")} ${shape.getAttribute("y")}`;
    const shown = () => (shape.matches("text") ? shape.textContent : points(drawn(), map));
    return () => (part.getAttribute("visibility") === "hidden" ? null : shown());
  }

  const noted = { says: [], labels: [], desk: {}, phone: {} }, readers = [];
  for (const kind of ["desk", "phone"]) {
    for (const part of wanted) {
      const read = reader(root.querySelector(`svg.${kind}`), part), values = noted[kind][part] = [];
      readers.push(() => values.push(read()));
    }
  }
  for (const setting of settings) {
    for (const [key, value] of Object.entries(setting)) set(key, value);
    while (says.textContent === "Loading …") await new Promise((done) => setTimeout(done, 5));
    noted.says.push(says.textContent);
    noted.labels.push(root.querySelector("svg.desk").getAttribute("aria-label"));
    readers.forEach((read) => read());
  }
  return JSON.stringify(noted);
}
