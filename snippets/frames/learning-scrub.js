"use strict";

/* One training of the small attention, step by step. All numbers come from numpy. */
movable("learning.scrub", (figure) => {
  const { places, words, asking, steps } = figure.states;
  const partners = places.map((place) => words[place]);
  const stops = figure.controls.step.stops;
  const count = (list) => list.filter(Boolean).length;

  return {
    show(state) {
      const now = steps[stops.indexOf(state.step)];
      now.weights.forEach((row, i) => {
        row.forEach((weight, j) => {
          const half = 0.42 * Math.sqrt(weight / 1000);
          figure.bar(`square-${i}-${j}`, j - half, j + half, i - half, i + half);
        });
        figure.bar(`largest-${i}`, now.largest[i] - 0.5, now.largest[i] + 0.5, i - 0.5, i + 0.5);
        const right = now.answers[i] === partners[i];
        figure.write(`answer-${i}`, `${now.answers[i]} ${now.sure[i]} ${right ? "✓" : "✗"}`);
        figure.paint(`answer-${i}`, right ? "ink" : "muted");
      });
      const at = Math.log10(Math.max(Number(state.step), 0.7));
      figure.line("now", [[at, -0.03], [at, 1.06]]);
      const found = count(now.largest.map((place, i) => place === places[i])), right = count(now.answers.map((answer, i) => answer === partners[i]));
      return `Step ${state.step}: largest weight on the partner in ${found} of 4 lines, right answer in ${right} of 4. Whole test: ${now.right} right, mean weight on the partner ${now.partner}.`;
    },
    details(state) {
      const now = steps[stops.indexOf(state.step)];
      return asking.map((word, i) => `“${word}” gives most to “${words[now.largest[i]]}” and answers “${now.answers[i]}”, ${now.answers[i] === partners[i] ? "right" : "wrong"}.`).join(" ");
    },
  };
});
