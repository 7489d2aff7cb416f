"use strict";

/* One training of the small attention, step by step, weights in thousandths. */
moving("learning.scrub", (figure) => {
  const { stops } = figure.controls.step;

  function showRow(row, i, { largest, answers, right }) {
    row.forEach((weight, j) => {
      const half = 0.42 * Math.sqrt(weight / 1000);
      figure.bar(`square-${i}-${j}`, j - half, j + half, i - half, i + half);
    });
    figure.bar(`largest-${i}`, largest[i] - 0.5, largest[i] + 0.5, i - 0.5, i + 0.5);
    figure.write(`answer-${i}`, answers[i]);
    figure.paint(`answer-${i}`, right[i] ? "ink" : "muted");
  }

  return {
    show({ step }) {
      const now = figure.states.steps[stops.indexOf(step)];
      const at = Math.log10(Math.max(Number(step), 0.7));
      now.weights.forEach((row, i) => showRow(row, i, now));
      figure.line("now", [[at, -0.03], [at, 1.06]]);
      return now;
    },
  };
});
