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
        const right = now.answers[i] === partners[i];
        figure.write(`answer-${i}`, `${now.answers[i]} ${now.sure[i]} ${right ? "✓" : "✗"}`);
        figure.paint(`answer-${i}`, right ? "ink" : "muted");
      });
      const at = Math.log10(Math.max(Number(state.step), 0.7));
      figure.line("now", [[at, -0.03], [at, 1.06]]);
      const told = asking.map((word, i) => `${word} → ${now.answers[i]}${now.answers[i] === partners[i] ? "" : " (wrong)"}`);
      return `Step ${state.step}: ${told.join(", ")}. Whole test: ${now.right} right, mean weight on the partner ${now.partner}, σ ${now.sigma}.`;
    },
  };
});
