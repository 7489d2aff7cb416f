"use strict";

/* The weights of three values at the place of their output, and how far a small rounding moves them. The arithmetic is that of triangle.js. */
movable("mixture.drag", (figure) => {
  const { words, ring } = figure.states.all;
  const said = (number) => movable.fixed(number, 2);
  const cornersOf = (state) => words.map((word) => state[word]);
  const around = Array.from({ length: 40 }, (_, i) => [Math.cos((i * Math.PI) / 20), Math.sin((i * Math.PI) / 20)]);
  const inside = ([x, y]) => [Math.min(10, Math.max(0, x)), Math.min(8, Math.max(0, y))];

  /* A number in few digits, however small. */
  const brief = (number) => (number >= 1 ? said(number) : Number(number.toPrecision(2)).toString());

  function certain(weights, sigma) {
    if (!weights) return "The three values lie on one line: σ is 0, and the weights are lost. Many weightings give this output.";
    const list = words.map((word, j) => `${word} ${said(weights[j])}`).join(", ");
    const off = `σ is ${brief(sigma)}: if the output is off by ${ring}, the list of weights can be off by ${brief(ring / sigma)}.`;
    if (Math.min(...weights) >= -0.0005) return `The weights are ${list}. ${off}`;
    return `The output is outside of the triangle. No weights without negatives lead there; the equations would need ${list}.`;
  }

  return {
    fits: (state) => [...words, "output"].every((name) => state[name][1] <= 8),
    /* A value that is dragged takes the output along, so that the weights stay. */
    hold(name, place, state) {
      if (name === "output") return { output: inside(place).map((number) => Math.round(20 * number) / 20) };
      const moved = { ...state, [name]: inside(place).map((number) => Math.round(10 * number) / 10) };
      const weights = triangle.weightsAt(cornersOf(state), state.output);
      return { [name]: moved[name], output: weights && Math.min(...weights) >= 0 ? triangle.mix(weights, cornersOf(moved)) : state.output };
    },
    show(state) {
      const corners = cornersOf(state), { output } = state;
      const weights = triangle.weightsAt(corners, output), sigma = triangle.sigma(corners);
      const outside = !weights || Math.min(...weights) < 0;
      figure.area("triangle", corners);
      words.forEach((word, j) => {
        figure.put(word, ...corners[j]);
        figure.put(`name-${word}`, ...corners[j]);
        figure.area(`area-${word}`, [...corners.filter((_, i) => i !== j), output]);
        const weight = weights ? weights[j] : 0, error = weights ? Math.min(9, ring * triangle.slopes(corners)[j]) : 0;
        figure.bar(`bar-${word}`, 0, Math.min(9, Math.max(-9, weight)), j - 0.3, j + 0.3);
        figure.fade(`area-${word}`, outside ? 0 : 1);
        figure.fade(`bar-${word}`, weight < 0 ? 0.35 : 1);
        figure.line(`error-${word}`, [[weight - error, j], [weight + error, j]]);
        figure.write(`weight-${word}`, weights ? `${word} ${said(weight)}` : `${word} ?`);
      });
      figure.area("ring", around.map(([x, y]) => [output[0] + ring * x, output[1] + ring * y]));
      figure.put("output", ...output);
      figure.put("name-output", ...output);
      figure.write("sigma", `σ = ${weights ? brief(sigma) : 0}`);
      return certain(weights, sigma);
    },
  };
});
