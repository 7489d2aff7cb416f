"use strict";

/* What all moving figures have in common: controls, address, sentence, and the parts of a drawing.
 *
 * The drawing is the one made while the site was built, once for a phone and once for a desk. Its
 * named parts are moved in both, so nothing is drawn twice, and without scripts it simply stays as
 * it is. The frames of a figure are computed while the site is built; its own script chooses one:
 *
 *   moving("columns.slide", (figure) => ({
 *     show(state) { figure.bar("cat", 0, 0.4, …); return { says: "What is now true." }; },
 *   }));
 *
 * show(state) returns what is said, {says, details}: a sentence, and what a reader who cannot see
 * the drawing should know besides; undefined while a frame is loaded. Where a figure has handles,
 * where(name, state) is the place of one, spoken(name, state) how it is said, hold(name, [x, y],
 * state) what changes when it is dragged there, and nudge(name, [right, up], state) what an arrow
 * key changes; fits(state) says whether the numbers of a state belong together.
 *
 * The state lives in the address, as ?slide.columns=3&slide.row=black, and whatever does not fit
 * there means the start.
 */
const moving = (() => {
  const QUIET = 400; // milliseconds without a change after which the hand is at rest
  const figures = new Map();

  function moving(name, script) {
    const root = document.querySelector(`[data-moving="${name}"]`);
    if (root) figures.set(name, new Figure(name, root, script));
  }

  /* Called by the files of further frames when they arrive. */
  moving.more = (name, part, frames) => figures.get(name)?.receive(part, frames);

  /* A number with so many decimals, as the pages write it. */
  moving.fixed = (number, decimals) =>
    number.toFixed(decimals).replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−");

  /* A sentence of a frame with a text for each {}. */
  moving.filled = (sentence, ...texts) => sentence.replace(/\{\}/g, () => texts.shift());

  const everyFigure = (act) => () => figures.forEach(act);
  addEventListener("popstate", everyFigure((figure) => figure.follow()));
  addEventListener("pageshow", everyFigure((figure) => figure.set())); // browsers fill in forms
  addEventListener("pagehide", everyFigure((figure) => figure.save()));
  document.addEventListener("click", ({ target }) => {
    if (target.closest("a[href]")) figures.forEach((figure) => figure.save());
  }, true); // a link within the page leaves the address behind, to which Back returns

  class Figure {
    constructor(name, root, script) {
      const known = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
      Object.assign(this, known, { name, root, short: name.split(".")[1] });
      this.form = root.querySelector("form");
      this.says = root.querySelector(".says");
      this.status = root.querySelector("[role=status]");
      this.parts = partsOf(root);
      this.start = Object.fromEntries(this.keys().map((key) => [key, this.controls[key].at]));
      this.script = { ...this.plain(), ...script(this) };
      this.state = this.asked();
      this.handles = this.keys("handle").flatMap((key) => this.grip(key));
      this.listen();
      this.set();
      this.show();
      this.form.classList.add("ready");
    }

    /* What a script need not say. */
    plain() {
      return {
        where: (key, state) => state[key],
        spoken: (key, state) => state[key].join(", "),
        hold: (key, point) => ({ [key]: point }),
        nudge: (key, [right, up], state) => {
          const [x, y] = this.script.where(key, state), { step } = this.controls[key];
          return this.script.hold(key, [x + right * step, y + up * step], state);
        },
        fits: () => true,
      };
    }

    /* The names of the controls, of all or of one kind. */
    keys(kind) {
      const names = Object.keys(this.controls);
      return kind ? names.filter((key) => this.controls[key].kind === kind) : names;
    }

    /* The frames of this name; undefined while they are loaded, and then shown. */
    get(part) {
      if (!(part in this.states) && this.more.includes(part)) this.load(part);
      return this.states[part];
    }

    load(part) {
      const file = document.createElement("script");
      file.src = `${this.root.dataset.root}figures/${this.name.replace(".", "/")}.${part}.js`;
      file.onerror = () => {
        file.remove();
        this.tell("This part could not be loaded. "
          + "Choose another one and then this one again, or reload the page.");
      };
      if (!document.querySelector(`script[src="${file.src}"]`)) document.head.append(file);
    }

    receive(part, frames) {
      this.states[part] = frames;
      this.show();
    }

    listen() {
      const { form } = this;
      form.addEventListener("input", ({ target }) => this.change(this.heard(target.name)));
      form.addEventListener("change", () => this.keep());
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("reset", (event) => {
        event.preventDefault();
        this.become(this.start);
        this.keep();
      });
      this.keys("slider").forEach((key) => this.slide(key));
    }

    /* A slider follows its buttons, and not a finger that begins on it to scroll the page. */
    slide(key) {
      const slider = this.form.elements[key], { stops } = this.controls[key];
      let before;
      slider.addEventListener("pointerdown", () => { before = slider.value; });
      slider.addEventListener("pointercancel", () => {
        this.become({ [key]: stops[before] });
        this.keep();
      });
      buttonsOf(slider).forEach((button) => button.addEventListener("click", () => {
        const next = stops[stops.indexOf(this.state[key]) + Number(button.dataset.steps)];
        if (next !== undefined) this.become({ [key]: next });
        this.keep();
      }));
    }

    /* What one control of the form says; a choice is a list to open, or a row of buttons. */
    heard(key) {
      const field = this.form.elements[key], { kind, stops } = this.controls[key];
      const values = { slider: stops?.[field.value], switch: field.checked, choice: field.value };
      return { [key]: values[kind] };
    }

    /* Set the controls of the form to the state. */
    set() {
      for (const [key, { kind, stops }] of Object.entries(this.controls)) {
        const field = this.form.elements[key];
        if (kind === "slider") field.value = stops.indexOf(this.state[key]);
        if (kind === "choice") field.value = this.state[key];
        if (kind === "switch") field.checked = this.state[key];
      }
    }

    /* Take over a change, and show it with the next frame of the screen. */
    change(changes) {
      this.state = { ...this.state, ...changes };
      this.waiting ??= requestAnimationFrame(() => {
        this.waiting = undefined;
        this.show();
      });
    }

    /* Take over a change that did not come from the form. */
    become(changes) {
      this.change(changes);
      this.set();
    }

    show() {
      const told = this.script.show(this.state);
      this.keys("slider").forEach((key) => this.showSlider(key));
      this.handles.forEach((handle) => this.showHandle(handle));
      this.root.classList.toggle("waiting", !told);
      this.tell(told?.says ?? "Loading …", told?.details);
    }

    showSlider(key) {
      const field = this.form.elements[key], { stops, spoken } = this.controls[key];
      const at = stops.indexOf(this.state[key]);
      field.setAttribute("aria-valuetext", spoken[at]);
      field.parentElement.querySelector("output").textContent = this.state[key];
      buttonsOf(field).forEach((button) => {
        button.disabled = field.disabled || !(at + Number(button.dataset.steps) in stops);
      });
    }

    showHandle({ circle, key, plane }) {
      const [x, y] = this.script.where(key, this.state);
      attributes(circle, {
        cx: plane.x(x),
        cy: plane.y(y),
        "aria-valuenow": two(this.state[key][0]),
        "aria-valuetext": this.script.spoken(key, this.state),
      });
    }

    /* Write the sentence; once the figure was moved it is read aloud, when the hand is at rest. */
    tell(sentence, details = "") {
      const label = `${this.about} ${sentence} ${details}`.trim();
      const drawings = this.root.querySelectorAll(":scope > svg");
      drawings.forEach((svg) => svg.setAttribute("aria-label", label));
      if (this.says.textContent === sentence) return;
      const first = !this.says.textContent;
      this.says.textContent = sentence;
      clearTimeout(this.speaking);
      if (!first) this.speaking = setTimeout(() => { this.status.textContent = sentence; }, QUIET);
    }

    /* The state that the address asks for, or the start where it asks for none that there is. */
    asked() {
      const state = { ...this.start };
      for (const [name, text] of new URLSearchParams(location.search)) {
        const [short, key] = name.split(".");
        if (short !== this.short) continue;
        const control = Object.hasOwn(this.controls, key ?? "") ? this.controls[key] : null;
        const value = control && understood(control, text);
        if (value === null) return this.start;
        state[key] = value;
      }
      return this.script.fits(state) ? state : this.start;
    }

    /* Show the state of the address, to which the reader went back or forward. */
    follow() {
      clearTimeout(this.saving);
      this.saving = undefined;
      this.become(this.asked());
    }

    /* Have the state written into the address when the hand is at rest: browsers refuse to write it
     * more than a hundred times in half a minute.
     */
    keep() {
      clearTimeout(this.saving);
      this.saving = setTimeout(() => this.save(), QUIET);
    }

    /* Write a state to keep into the address, so that it can be copied and comes back. */
    save() {
      if (!this.saving) return;
      clearTimeout(this.saving);
      this.saving = undefined;
      const address = new URL(location.href);
      address.search = this.search();
      address.hash = this.root.id;
      try {
        history.replaceState(history.state, "", address);
      } catch { /* a browser may forbid it for pages opened from a folder */ }
    }

    /* What the address asks for, with the state of this figure. */
    search() {
      const asked = new URLSearchParams(location.search);
      const own = [...asked.keys()].filter((name) => name.split(".")[0] === this.short);
      own.forEach((name) => asked.delete(name));
      for (const [key, control] of Object.entries(this.controls)) {
        const now = written(control, this.state[key]);
        if (now !== written(control, control.at)) asked.set(`${this.short}.${key}`, now);
      }
      return asked;
    }

    /* A place to take hold of in both drawings: by pointer, finger or arrow keys. */
    grip(key) {
      return this.parts[key].map(({ shape, plane }) => {
        const { label, least, most } = this.controls[key], svg = shape.ownerSVGElement;
        const circle = added(svg, "circle", {
          class: "handle", r: 16.5, tabindex: 0, role: "slider",
          "aria-label": label, "aria-valuemin": least, "aria-valuemax": most,
        });
        svg.setAttribute("role", "group");
        this.drag(circle, key, plane);
        circle.addEventListener("keydown", (event) => this.nudge(key, circle, event));
        return { circle, key, plane };
      });
    }

    /* A handle follows the pointer, held where the pointer took it. */
    drag(circle, key, plane) {
      const svg = circle.ownerSVGElement, noScroll = (event) => event.preventDefault();
      circle.addEventListener("touchstart", noScroll, { passive: false });
      circle.addEventListener("pointerdown", (event) => {
        this.take(svg, pointIn(svg, plane, event), event.pointerId);
        event.preventDefault();
      });
      circle.addEventListener("pointermove", (event) => {
        if (!circle.hasPointerCapture(event.pointerId)) return;
        const point = pointIn(svg, plane, event).map((number, axis) => number + this.beside[axis]);
        this.last = key;
        this.change(this.script.hold(key, point, this.state));
      });
      circle.addEventListener("lostpointercapture", () => this.keep());
    }

    /* Take hold of the handle that is meant by a point. */
    take(svg, point, pointer) {
      const { key, circle } = this.meant(svg, point), centre = this.script.where(key, this.state);
      this.beside = [centre[0] - point[0], centre[1] - point[1]];
      circle.setPointerCapture(pointer);
      circle.classList.add("held"); // where a finger or a mouse is, no ring is needed
      circle.focus();
    }

    nudge(key, circle, event) {
      const [right, up] = KEYS[event.key] ?? [0, 0];
      if (!right && !up) return;
      event.preventDefault();
      circle.classList.remove("held");
      const steps = event.shiftKey && event.key.startsWith("Arrow") ? 10 : 1;
      this.last = key;
      this.change(this.script.nudge(key, [right * steps, up * steps], this.state));
      this.keep();
    }

    /* The handle that is meant by a point: the nearest, and of those that lie over each other the
     * one that was moved last.
     */
    meant(svg, [x, y]) {
      const away = ({ key, plane }) => {
        const [centreX, centreY] = this.script.where(key, this.state);
        const distance = Math.hypot(plane.xs * (centreX - x), plane.ys * (centreY - y));
        return distance - (key === this.last ? 4 : 0);
      };
      const here = this.handles.filter(({ circle }) => circle.ownerSVGElement === svg);
      return here.reduce((best, handle) => (away(handle) < away(best) ? handle : best));
    }

    /* A part of the drawing that can be clicked or tapped, within edges [left, right, bottom, top];
     * a mouse that points at it is shown the change until it leaves. A control of the form must do
     * the same for the keyboard.
     */
    touch(name, edges, changes) {
      this.each(name, ({ shape, plane }) => {
        const outline = { class: "touch", d: plane.box(edges) };
        const target = added(shape.ownerSVGElement, "path", outline);
        let before;
        target.addEventListener("pointerenter", ({ pointerType }) => {
          if (pointerType !== "mouse") return;
          before = this.state;
          this.become(changes);
        });
        target.addEventListener("pointerleave", () => {
          if (before) this.become(before);
          before = undefined;
        });
        target.addEventListener("click", () => {
          before = undefined;
          this.become(changes);
          this.keep();
        });
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

    /* Several upright boxes in one part: [[left, right, bottom, top], …]. */
    boxes(name, all) {
      this.path(name, (plane) => all.map((edges) => plane.box(edges)).join(""));
    }

    area(name, points) {
      this.line(name, points, " Z");
    }

    line(name, points, end = "") {
      const step = (plane, [x, y], i) => `${i ? "L" : "M"}${plane.x(x)} ${plane.y(y)}`;
      this.path(name, (plane) => points.map((point, i) => step(plane, point, i)).join(" ") + end);
    }

    /* Many dots in one part, drawn as lines without length. */
    dots(name, points) {
      const dot = (plane, [x, y]) => `M${plane.x(x)} ${plane.y(y)}h0`;
      this.path(name, (plane) => points.map((point) => dot(plane, point)).join(""));
    }

    path(name, drawn) {
      this.each(name, ({ shape, plane }) => shape.setAttribute("d", drawn(plane)));
    }

    put(name, x, y) {
      this.each(name, ({ shape, plane, off }) => attributes(shape, {
        x: two(plane.number(x, "x") + off[0]),
        y: two(plane.number(y, "y") + off[1]),
      }));
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

  /* The named parts of both drawings: name to [{part, shape, plane, off}, one for each drawing]. */
  function partsOf(root) {
    const parts = {};
    for (const part of root.querySelectorAll(":scope > svg [data-part]")) {
      const plane = new Plane(part.closest("[data-map]"));
      const shape = part.matches(SHAPES) ? part : part.querySelector(`:scope > ${SHAPES}`);
      const off = (shape?.closest("[data-off]")?.dataset.off ?? "0 0").split(" ").map(Number);
      (parts[part.dataset.part] ??= []).push({ part, shape, plane, off });
    }
    return parts;
  }

  /* Where the numbers of some axes lie in their drawing. */
  class Plane {
    constructor(axes) {
      const map = axes?.dataset.map ?? "0 1 0 1";
      [this.x0, this.xs, this.y0, this.ys] = map.split(" ").map(Number);
    }
    number(value, axis) { return this[`${axis}0`] + this[`${axis}s`] * value; }
    x(value) { return two(this.number(value, "x")); }
    y(value) { return two(this.number(value, "y")); }
    box([left, right, bottom, top]) {
      return `M${this.x(left)} ${this.y(bottom)}H${this.x(right)}V${this.y(top)}H${this.x(left)}Z`;
    }
  }

  /* Where a pointer is, in the numbers of some axes. */
  function pointIn(svg, { x0, xs, y0, ys }, { clientX, clientY }) {
    const at = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [(at.x - x0) / xs, (at.y - y0) / ys];
  }

  const buttonsOf = (slider) => slider.parentElement.querySelectorAll("[data-steps]");

  const attributes = (element, values) =>
    Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));

  /* A new shape on top of a drawing. */
  function added(svg, kind, values) {
    const shape = document.createElementNS(svg.namespaceURI, kind);
    attributes(shape, values);
    svg.append(shape);
    return shape;
  }

  const SHAPES = "path, text, use"; // a path is the part's own, a text or use may lie deeper

  const KEYS = {
    ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
    PageUp: [0, 10], PageDown: [0, -10], End: [10, 0], Home: [-10, 0],
  };

  const two = (number) => Math.round(number * 100) / 100;

  /* The value that a control takes from an address, or null. */
  function understood(control, text) {
    if (control.kind === "slider") return control.stops.includes(text) ? text : null;
    if (control.kind === "choice") return Object.hasOwn(control.options, text) ? text : null;
    if (control.kind === "switch") return text === "on" || (text === "off" ? false : null);
    return pair(text, control.least, control.most);
  }

  /* Two numbers between two limits, as an address holds them, or null. */
  function pair(text, least, most) {
    if (!/^-?\d{1,4}(\.\d{1,3})?_-?\d{1,4}(\.\d{1,3})?$/.test(text)) return null;
    const numbers = text.split("_").map(Number);
    return numbers.every((number) => least <= number && number <= most) ? numbers : null;
  }

  /* A value as an address holds it. */
  function written({ kind }, value) {
    if (kind === "switch") return value ? "on" : "off";
    if (kind === "handle") return value.map((number) => Math.round(1000 * number) / 1000).join("_");
    return value;
  }

  return moving;
})();
