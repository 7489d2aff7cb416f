"use strict";

/* What every figure that moves has in common: its controls, its address, its sentence, and the parts of its drawing.
 *
 * The drawing is the one made while the site was built, once for a phone and once for a desk. Its named parts are moved in
 * both, so nothing is drawn twice, and without scripts it simply stays as it is. A figure's own script says what is shown:
 *
 *   movable("columns.slide", (figure) => ({
 *     show(state) { figure.bar("cat", 0, 0.4, ...); return "A sentence that says what is now true."; },
 *   }));
 *
 * where(name, state) gives the place of a handle, spoken(name, state) how it is said, hold(name, [x, y], state) what changes when
 * it is dragged there, nudge(name, [right, up], state) what an arrow key changes, fits(state) whether the numbers of a state belong
 * together, and details(state) what a reader who cannot see the drawing should know besides the sentence.
 * The state lives in the address, as ?slide.columns=3&slide.row=black, and whatever does not fit there means the start.
 */
const movable = (() => {
  const figures = new Map();

  function movable(name, script) {
    document.querySelectorAll(`[data-moving="${name}"]`).forEach((root) => figures.set(name, new Figure(name, root, script)));
  }

  /* Called by the files of further states when they arrive. */
  movable.more = (name, part, states) => figures.get(name)?.receive(part, states);

  class Figure {
    constructor(name, root, script) {
      const known = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
      Object.assign(this, known, { name, root, short: name.split(".")[1], form: root.querySelector("form"), says: root.querySelector(".says") });
      this.parts = found(root);
      this.start = Object.fromEntries(Object.entries(this.controls).map(([key, control]) => [key, control.at]));
      this.script = {
        where: (key, state) => state[key],
        spoken: (key, state) => state[key].join(", "),
        hold: (key, place) => ({ [key]: place }),
        nudge: (key, [right, up], state) => {
          const [x, y] = this.script.where(key, state), step = this.controls[key].step;
          return this.script.hold(key, [x + right * step, y + up * step], state);
        },
        fits: () => true,
        details: () => "",
        ...script(this),
      };
      this.state = this.read(new URLSearchParams(location.search)) ?? { ...this.start };
      this.handles = Object.keys(this.controls).filter((key) => this.controls[key].kind === "handle").flatMap((key) => this.grip(key));
      this.listen();
      this.set();
      this.show();
      this.form.classList.add("ready");
    }

    /* The states of this name; undefined while they are loaded, and the figure is shown again when they are there. */
    get(part) {
      if (!(part in this.states) && this.more.includes(part)) {
        const file = document.createElement("script");
        file.src = `${this.root.dataset.root}figures/${this.name.replace(".", "/")}.${part}.js`;
        file.onerror = () => { file.remove(); this.tell("This part could not be loaded. Choose another one and then this one again, or reload the page."); };
        if (!document.querySelector(`script[src="${file.src}"]`)) document.head.append(file);
      }
      return this.states[part];
    }

    receive(part, states) {
      this.states[part] = states;
      this.show();
    }

    listen() {
      this.form.addEventListener("input", () => this.change(this.heard()));
      this.form.addEventListener("change", () => this.keep());
      this.form.querySelectorAll("[type=range]").forEach((slider) => {
        let before; // a finger that begins on a slider and then scrolls the page must not change it
        slider.addEventListener("pointerdown", () => { before = slider.value; });
        slider.addEventListener("pointercancel", () => { slider.value = before; this.change(this.heard()); this.keep(); });
      });
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", (event) => { event.preventDefault(); this.change(this.start); this.set(); this.keep(); });
      this.form.querySelectorAll("[data-steps]").forEach((button) => button.addEventListener("click", () => {
        const slider = button.parentElement.querySelector("input");
        slider.valueAsNumber += Number(button.dataset.steps);
        this.change(this.heard());
        this.keep();
      }));
    }

    /* What the controls of the form say; a choice is a list to open, or a row of buttons. */
    heard() {
      return Object.fromEntries(Object.entries(this.controls).filter(([, control]) => control.kind !== "handle").map(([key, control]) => {
        const field = this.form.elements[key];
        return [key, control.kind === "slider" ? control.stops[field.value] : control.kind === "switch" ? field.checked : field.value];
      }));
    }

    /* Set the controls of the form to the state. */
    set() {
      for (const [key, control] of Object.entries(this.controls)) {
        const field = this.form.elements[key];
        if (control.kind === "slider") field.value = control.stops.indexOf(this.state[key]);
        if (control.kind === "choice") field.value = this.state[key];
        if (control.kind === "switch") field.checked = this.state[key];
      }
    }

    /* Take over a change, and show it with the next frame. */
    change(changes) {
      this.state = { ...this.state, ...changes };
      this.waiting ??= requestAnimationFrame(() => { this.waiting = undefined; this.show(); });
    }

    show() {
      const sentence = this.script.show(this.state);
      for (const [key, control] of Object.entries(this.controls).filter(([, control]) => control.kind === "slider")) {
        const field = this.form.elements[key];
        field.setAttribute("aria-valuetext", control.spoken[field.value]);
        field.parentElement.querySelector("output").textContent = this.state[key];
        field.parentElement.querySelectorAll("[data-steps]").forEach((button) => { button.disabled = field.disabled || field.value === (button.dataset.steps < 0 ? field.min : field.max); });
      }
      this.root.classList.toggle("waiting", sentence === undefined);
      this.tell(sentence ?? "Loading …", sentence && this.script.details(this.state));
      for (const { circle, key, plane } of this.handles) {
        const [x, y] = this.script.where(key, this.state);
        circle.setAttribute("cx", plane.x(x));
        circle.setAttribute("cy", plane.y(y));
        circle.setAttribute("aria-valuenow", two(this.state[key][0]));
        circle.setAttribute("aria-valuetext", this.script.spoken(key, this.state));
      }
    }

    tell(sentence, details = "") {
      if (this.says.textContent !== sentence) this.says.textContent = sentence;
      this.root.querySelectorAll(":scope > svg").forEach((svg) => svg.setAttribute("aria-label", `${this.about} ${sentence} ${details}`.trim()));
    }

    /* The state that an address asks for, or null where it asks for none that there is. */
    read(asked) {
      const state = { ...this.start };
      for (const [name, text] of asked) {
        const [short, key] = name.split(".");
        if (short !== this.short) continue;
        const control = Object.hasOwn(this.controls, key ?? "") ? this.controls[key] : null;
        const value = control && understood(control, text);
        if (value === null) return null;
        state[key] = value;
      }
      return this.script.fits(state) ? state : null;
    }

    /* Write the state into the address, so that it can be copied, and comes back when the page is loaded again. */
    keep() {
      const asked = new URLSearchParams(location.search);
      for (const key of [...asked.keys()].filter((name) => name.split(".")[0] === this.short)) asked.delete(key);
      for (const [key, control] of Object.entries(this.controls)) {
        const [now, start] = [written(control, this.state[key]), written(control, control.at)];
        if (now !== start) asked.set(`${this.short}.${key}`, now);
      }
      const address = new URL(location.href);
      address.search = asked;
      address.hash = this.root.id;
      try { history.replaceState(history.state, "", address); } catch { /* a browser may forbid it for pages opened from a folder */ }
    }

    /* A place to take hold of in both drawings: by pointer, finger or arrow keys. */
    grip(key) {
      return this.parts[key].map(({ shape, plane }) => {
        const control = this.controls[key], svg = shape.ownerSVGElement;
        const circle = document.createElementNS(svg.namespaceURI, "circle");
        svg.setAttribute("role", "group");
        for (const [name, value] of Object.entries({ class: "handle", r: 16.5, tabindex: 0, role: "slider", "aria-label": control.label, "aria-valuemin": control.least, "aria-valuemax": control.most })) circle.setAttribute(name, value);
        const move = (changes) => { this.last = key; this.change(changes); };
        const place = (event) => {
          const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          return [plane.fromX(at.x), plane.fromY(at.y)];
        };
        circle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // or else the page scrolls
        circle.addEventListener("pointerdown", (event) => {
          const at = place(event), meant = this.meant(svg, at), centre = this.script.where(meant.key, this.state);
          this.beside = [centre[0] - at[0], centre[1] - at[1]];
          meant.circle.setPointerCapture(event.pointerId);
          meant.circle.classList.add("held"); // where a finger or a mouse is, no ring is needed
          meant.circle.focus();
          event.preventDefault();
        });
        circle.addEventListener("pointermove", (event) => {
          if (!circle.hasPointerCapture(event.pointerId)) return;
          const [x, y] = place(event);
          move(this.script.hold(key, [x + this.beside[0], y + this.beside[1]], this.state));
        });
        circle.addEventListener("lostpointercapture", () => this.keep());
        circle.addEventListener("keydown", (event) => {
          const [right, up] = KEYS[event.key] ?? [0, 0];
          if (!right && !up) return;
          event.preventDefault();
          circle.classList.remove("held");
          const steps = event.shiftKey && event.key.startsWith("Arrow") ? 10 : 1;
          move(this.script.nudge(key, [right * steps, up * steps], this.state));
          this.keep();
        });
        svg.append(circle);
        return { circle, key, plane };
      });
    }

    /* The handle that is meant by a place: the nearest, and of those that lie over each other the one that was moved last. */
    meant(svg, [x, y]) {
      const near = this.handles.filter(({ circle }) => circle.ownerSVGElement === svg).map((handle) => {
        const [centreX, centreY] = this.script.where(handle.key, this.state);
        return { ...handle, away: Math.hypot(handle.plane.xs * (centreX - x), handle.plane.ys * (centreY - y)) - (handle.key === this.last ? 4 : 0) };
      });
      return near.sort((a, b) => a.away - b.away)[0];
    }

    /* A part of the drawing that can be clicked or tapped, within edges [left, right, bottom, top]; a mouse that points at it is shown the change
     * until it leaves. A control of the form must do the same for the keyboard.
     */
    touch(name, edges, changes) {
      this.each(name, ({ shape, plane }) => {
        const svg = shape.ownerSVGElement, target = document.createElementNS(svg.namespaceURI, "path");
        target.setAttribute("class", "touch");
        target.setAttribute("d", plane.box(edges));
        let before;
        const become = (state) => { this.change(state); this.set(); };
        target.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") { before = this.state; become(changes); } });
        target.addEventListener("pointerleave", () => { if (before) become(before); before = undefined; });
        target.addEventListener("click", () => { before = undefined; become(changes); this.keep(); });
        svg.append(target);
      });
    }

    /* The same change in both drawings. */
    each(name, change) {
      if (!this.parts[name]) throw new Error(`the figure ${this.name} has no part ${name}`);
      for (const part of this.parts[name]) change(part);
    }

    bar(name, ...edges) {
      this.boxes(name, [edges]);
    }

    area(name, points) {
      this.line(name, points, " Z");
    }

    line(name, points, end = "") {
      this.each(name, ({ shape, plane }) => shape.setAttribute("d", points.map(([x, y], i) => `${i ? "L" : "M"}${plane.x(x)} ${plane.y(y)}`).join(" ") + end));
    }

    /* Many dots in one part, drawn as lines without length. */
    dots(name, points) {
      this.each(name, ({ shape, plane }) => shape.setAttribute("d", points.map(([x, y]) => `M${plane.x(x)} ${plane.y(y)}h0`).join("")));
    }

    /* Several upright boxes in one part: [[left, right, bottom, top], …]. */
    boxes(name, all) {
      this.each(name, ({ shape, plane }) => shape.setAttribute("d", all.map((edges) => plane.box(edges)).join("")));
    }

    put(name, x, y) {
      this.each(name, ({ shape, plane, off }) => {
        shape.setAttribute("x", two(plane.number(x, "x") + off[0]));
        shape.setAttribute("y", two(plane.number(y, "y") + off[1]));
      });
    }

    write(name, text) {
      this.each(name, ({ shape }) => { if (shape.textContent !== text) shape.textContent = text; });
    }

    visible(name, yes) {
      this.each(name, ({ part }) => part.setAttribute("visibility", yes ? "visible" : "hidden"));
    }

    /* Whether a control of the form can be used. */
    enable(key, yes) {
      this.form.elements[key].disabled = !yes;
      this.form.elements[key].closest(".control").classList.toggle("off", !yes);
    }

    /* How strongly a part shows, from not at all (0) to fully (1). */
    fade(name, share) {
      this.each(name, ({ part }) => { part.style.opacity = share; });
    }

    paint(name, colour) {
      this.each(name, ({ shape }) => { shape.style.fill = `var(--${colour})`; });
    }
  }

  /* The named parts of both drawings of a figure: name to [{part, shape, plane, off}, one for each drawing]. */
  function found(root) {
    const parts = {};
    for (const part of root.querySelectorAll(":scope > svg [data-part]")) {
      const plane = new Plane(part.closest("[data-map]"));
      const shape = part.matches("path, text, use") ? part : part.querySelector(":scope > path, text, use");
      (parts[part.dataset.part] ??= []).push({ part, shape, plane, off: (shape?.closest("[data-off]")?.dataset.off ?? "0 0").split(" ").map(Number) });
    }
    return parts;
  }

  /* Where the numbers of some axes lie in their drawing. */
  class Plane {
    constructor(axes) {
      [this.x0, this.xs, this.y0, this.ys] = (axes?.dataset.map ?? "0 1 0 1").split(" ").map(Number);
    }
    number(value, axis) { return this[`${axis}0`] + this[`${axis}s`] * value; }
    x(value) { return two(this.x0 + this.xs * value); }
    y(value) { return two(this.y0 + this.ys * value); }
    box([left, right, bottom, top]) { return `M${this.x(left)} ${this.y(bottom)}H${this.x(right)}V${this.y(top)}H${this.x(left)}Z`; }
    fromX(place) { return (place - this.x0) / this.xs; }
    fromY(place) { return (place - this.y0) / this.ys; }
  }

  const KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 10], PageDown: [0, -10], End: [10, 0], Home: [-10, 0] };

  const two = (number) => Math.round(number * 100) / 100;

  /* The value that a control takes from an address, or null. */
  function understood(control, text) {
    if (control.kind === "slider") return control.stops.includes(text) ? text : null;
    if (control.kind === "choice") return Object.hasOwn(control.options, text) ? text : null;
    if (control.kind === "switch") return text === "on" || text === "off" ? text === "on" : null;
    const numbers = /^-?\d{1,4}(\.\d{1,3})?_-?\d{1,4}(\.\d{1,3})?$/.test(text) ? text.split("_").map(Number) : [];
    return numbers.length === 2 && numbers.every((number) => control.least <= number && number <= control.most) ? numbers : null;
  }

  /* A value as an address holds it. */
  function written(control, value) {
    if (control.kind === "switch") return value ? "on" : "off";
    return control.kind === "handle" ? value.map((number) => Math.round(1000 * number) / 1000).join("_") : value;
  }

  /* A number with so many decimals, as the pages write it. */
  movable.fixed = (number, decimals) => number.toFixed(decimals).replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−");

  return movable;
})();
