"use strict";

/* One training of the small attention, step by step. All numbers come from numpy. */
movable("learning.scrub", (figure) => {
  const { partners, asking, steps } = figure.states;
  const stops = figure.controls.step.stops;

  return {
    show(state) {
      const now = steps[stops.indexOf(state.step)];
      now.weights.forEach((row, i) => {
        row.forEach((weight, j) => {
          const half = 0.46 * Math.sqrt(weight / 1000);
          figure.bar(`square-${i}-${j}`, j - half, j + half, i - half, i + half);
        });
        figure.write(`answer-${i}`, `${now.answers[i]} ${now.sure[i]}`);
        figure.paint(`answer-${i}`, now.answers[i] === partners[i] ? "ink" : "muted");
      });
      const at = Math.log10(Math.max(Number(state.step), 0.7));
      figure.line("now", [[at, -0.03], [at, 1.06]]);
      const right = asking.filter((_, i) => now.answers[i] === partners[i]);
      const found = ["None of the four rows names its partner", "One of the four rows names its partner", "Two of the four rows name their partners", "Three of the four rows name their partners", "All four rows name their partners"][right.length];
      return `Step ${state.step}: ${found.toLowerCase()}. In the whole test ${now.right} of the answers are right; the mean weight on the partner is ${now.partner}, and σ is ${now.sigma}.`;
    },
  };
});
