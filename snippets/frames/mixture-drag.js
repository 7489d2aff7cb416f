"use strict";

/* The weights of three values at the place of their output, and how far a small rounding moves
 * them, by triangle.js.
 */
moving("mixture.drag", (figure) => {
  const { words, ring } = figure.states.all;
  const NEAR = 0.002; // an address keeps three decimals
  const SMALL = 0.005; // a weight is written with two decimals
  const said = (number) => moving.fixed(number, 2);
  const cornersOf = (state) => words.map((word) => state[word]);
  const turns = Array.from({ length: 40 }, (_, i) => (i * Math.PI) / 20);
  const circle = turns.map((turn) => [Math.cos(turn), Math.sin(turn)]);
  const inside = (point, step) => point.map((number, axis) =>
    Math.round(Math.min([10, 8][axis], Math.max(0, number)) / step) * step);
  let carried; // the weights with which the output was last taken along, and where that put it

  /* Whether an output with these weights lies outside of the triangle, as far as the weights or the
   * drawing show it.
   */
  function outside(weights, corners) {
    const slopes = triangle.slopes(corners);
    return weights.some((weight, j) => weight < -SMALL || weight / slopes[j] < -NEAR);
  }

  /* A number in few digits, however small. */
  const brief = (number) => (number >= 1 ? said(number) : Number(number.toPrecision(2)).toString());

  function certain(corners, output, weights, out) {
    if (!weights) return `The three values lie on one line: σ is 0. ${onLine(corners, output)}`;
    const list = words.map((word, j) => `${word} ${share(weights[j], out)}`).join(", ");
    if (out) {
      return "The output is outside of the triangle. No weights without negatives lead there; "
        + `the equations would need ${list}.`;
    }
    const sigma = triangle.sigma(corners), off = ring / sigma;
    const more = off > Math.SQRT2 ? ", more than any two lists of weights differ" : "";
    return `The weights are ${list}. σ is ${brief(sigma)}: solved back from an output that is off `
      + `by ${ring}, the list can be off by ${brief(off)}${more}.`;
  }

  function share(weight, out) {
    return out && weight < 0 && weight > -SMALL ? "a little less than 0" : said(weight);
  }

  function onLine(corners, output) {
    const { off, alone } = triangle.onLine(corners, output, NEAR), word = words[alone];
    if (off > NEAR) return "The output is not between them, so no weights lead there.";
    if (alone === null) return "The list of weights is lost: many weightings give this output.";
    return `But the output lies at the end of the line, on ${word} alone, and only ${word} 1.00 `
      + "leads there.";
  }

  function showWeight(word, j, weight, error, out) {
    const [left, right] = [weight < -0.35 ? "← " : "", weight > 1.35 ? " →" : ""];
    const shown = weight ?? 0;
    figure.bar(`bar-${word}`, 0, Math.min(9, Math.max(-9, shown)), j - 0.3, j + 0.3);
    figure.fade(`area-${word}`, weight === undefined || out ? 0 : 0.28);
    figure.fade(`bar-${word}`, shown < -0.0005 ? 0.35 : 1);
    figure.line(`error-${word}`, [[shown - error, j], [shown + error, j]]);
    figure.write(`weight-${word}`, weight === undefined
      ? `${word} ?` : `${left}${word} ${said(weight)}${right}`);
  }

  return {
    fits: (state) => [...words, "output"].every((name) => state[name][1] <= 8),
    spoken: (name, state) =>
      `column 1: ${said(state[name][0])}, column 2: ${said(state[name][1])}`,
    /* A value that is dragged takes the output along while its weights are not negative, also
     * through the moments in which the triangle is flat.
     */
    hold(name, point, state) {
      if (name === "output") return { output: inside(point, 0.05) };
      const corners = cornersOf(state), moved = { [name]: inside(point, 0.1) };
      const weights = carried?.output === state.output
        ? carried.weights : triangle.weightsAt(corners, state.output);
      if (!weights || outside(weights, corners)) return moved;
      carried = { weights, output: triangle.mix(weights, cornersOf({ ...state, ...moved })) };
      return { ...moved, output: carried.output };
    },
    show(state) {
      const corners = cornersOf(state), { output: [x, y] } = state;
      const weights = triangle.weightsAt(corners, state.output);
      const out = weights && outside(weights, corners), slopes = triangle.slopes(corners);
      figure.area("triangle", corners);
      words.forEach((word, j) => {
        const others = corners.filter((_, i) => i !== j);
        const error = weights ? Math.min(9, ring * slopes[j]) : 0;
        for (const part of [word, `name-${word}`]) figure.put(part, ...corners[j]);
        figure.area(`area-${word}`, [...others, state.output]);
        showWeight(word, j, weights?.[j], error, out);
      });
      figure.area("ring", circle.map(([right, up]) => [x + ring * right, y + ring * up]));
      for (const part of ["output", "name-output"]) figure.put(part, x, y);
      figure.write("sigma", `σ = ${weights ? brief(triangle.sigma(corners)) : 0}`);
      return { says: certain(corners, state.output, weights, out) };
    },
  };
});
