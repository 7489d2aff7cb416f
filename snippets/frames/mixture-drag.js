"use strict";

/* The weights of three values at the place of their output, and how far a small rounding moves them. The arithmetic is that of triangle.js. */
movable("mixture.drag", (figure) => {
  const { words, ring } = figure.states.all;
  const said = (number) => movable.fixed(number, 2);
  const cornersOf = (state) => words.map((word) => state[word]);
  const around = Array.from({ length: 40 }, (_, i) => [Math.cos((i * Math.PI) / 20), Math.sin((i * Math.PI) / 20)]);
  const inside = ([x, y], step) => [Math.min(10, Math.max(0, x)), Math.min(8, Math.max(0, y))].map((number) => Math.round(number / step) * step);
  const NEAR = 0.002; // an address keeps three decimals
  const SMALL = 0.005; // a weight is written with two decimals

  /* Whether an output with these weights lies outside of the triangle, as far as the weights or the drawing show it. */
  function outside(weights, corners) {
    const slopes = triangle.slopes(corners);
    return weights.some((weight, j) => weight < -SMALL || weight / slopes[j] < -NEAR);
  }
  let carried; // the weights with which the output was last taken along, and where that put it

  /* A number in few digits, however small. */
  const brief = (number) => (number >= 1 ? said(number) : Number(number.toPrecision(2)).toString());

  function certain(corners, output, weights, out) {
    if (!weights) {
      const { off, alone } = triangle.onLine(corners, output, NEAR);
      const begins = "The three values lie on one line: σ is 0.";
      if (off > NEAR) return `${begins} The output is not between them, so no weights lead there.`;
      if (alone !== null) return `${begins} But the output lies at the end of the line, on ${words[alone]} alone, and only ${words[alone]} 1.00 leads there.`;
      return `${begins} The list of weights is lost: many weightings give this output.`;
    }
    const list = words.map((word, j) => `${word} ${out && weights[j] < 0 && weights[j] > -SMALL ? "a little less than 0" : said(weights[j])}`).join(", ");
    if (out) return `The output is outside of the triangle. No weights without negatives lead there; the equations would need ${list}.`;
    const off = ring / triangle.sigma(corners);
    return `The weights are ${list}. σ is ${brief(triangle.sigma(corners))}: solved back from an output that is off by ${ring}, the list can be off by ${brief(off)}${off > Math.SQRT2 ? ", more than any two lists of weights differ" : ""}.`;
  }

  return {
    fits: (state) => [...words, "output"].every((name) => state[name][1] <= 8),
    spoken: (name, state) => `column 1: ${said(state[name][0])}, column 2: ${said(state[name][1])}`,
    /* A value that is dragged takes the output along while its weights are not negative, also through the moments in which the triangle is flat. */
    hold(name, place, state) {
      if (name === "output") return { output: inside(place, 0.05) };
      const moved = { ...state, [name]: inside(place, 0.1) };
      const weights = carried?.output === state.output ? carried.weights : triangle.weightsAt(cornersOf(state), state.output);
      if (!weights || outside(weights, cornersOf(state))) return { [name]: moved[name] };
      carried = { weights, output: triangle.mix(weights, cornersOf(moved)) };
      return { [name]: moved[name], output: carried.output };
    },
    show(state) {
      const corners = cornersOf(state), { output } = state;
      const weights = triangle.weightsAt(corners, output), slopes = weights && triangle.slopes(corners), out = weights && outside(weights, corners);
      figure.area("triangle", corners);
      words.forEach((word, j) => {
        figure.put(word, ...corners[j]);
        figure.put(`name-${word}`, ...corners[j]);
        figure.area(`area-${word}`, [...corners.filter((_, i) => i !== j), output]);
        const weight = weights ? weights[j] : 0, error = weights ? Math.min(9, ring * slopes[j]) : 0;
        figure.bar(`bar-${word}`, 0, Math.min(9, Math.max(-9, weight)), j - 0.3, j + 0.3);
        figure.fade(`area-${word}`, !weights || out ? 0 : 0.28);
        figure.fade(`bar-${word}`, weight < -0.0005 ? 0.35 : 1);
        figure.line(`error-${word}`, [[weight - error, j], [weight + error, j]]);
        figure.write(`weight-${word}`, weights ? `${weight < -0.35 ? "← " : ""}${word} ${said(weight)}${weight > 1.35 ? " →" : ""}` : `${word} ?`);
      });
      figure.area("ring", around.map(([x, y]) => [output[0] + ring * x, output[1] + ring * y]));
      figure.put("output", ...output);
      figure.put("name-output", ...output);
      figure.write("sigma", `σ = ${weights ? brief(triangle.sigma(corners)) : 0}`);
      return certain(corners, output, weights, out);
    },
  };
});
