"use strict";

/* The row of one word in two sentences of the same words, in hundredths. */
moving("relation.swap", (figure) => {
  const { asking } = figure.states;
  const colour = (word) => ({ white: "word-on", others: "muted" })[word] ?? `word-${word}`;

  asking.forEach((words, number) => words.forEach(([asks, place]) => {
    figure.touch(`word-${number}-${place}`, [place - 0.5, place + 0.5, -0.6, 1.85], { asks });
  }));

  function showWeights({ place, weights, numbers }, number) {
    weights.forEach((weight, j) => {
      figure.bar(`weight-${number}-${j}`, j - 0.35, j + 0.35, 0, weight / 100);
      figure.write(`number-${number}-${j}`, numbers[j]);
    });
    figure.line(`asks-${number}`, [[place - 0.42, 1.2], [place + 0.42, 1.2]]);
  }

  function showSum({ parts, totals }, number) {
    const box = ([bottom, top], x) => [x - 0.4, x + 0.4, bottom / 100, top / 100];
    const dots = totals.map((total, x) => [x, total / 100]);
    parts.forEach((part, k) => figure.boxes(`part-${number}-${k}`, part.map(box)));
    for (const name of ["halos", "totals"]) figure.dots(`${name}-${number}`, dots);
  }

  function showAnswers({ answers }, number) {
    Object.entries(answers).forEach(([word, share], k) => {
      figure.bar(`answer-${number}-${k}`, 0, Number(share), k - 0.2, k + 0.2);
      figure.write(`says-${number}-${k}`, `${word} ${share}`);
      figure.paint(`answer-${number}-${k}`, word === "white" ? "paper" : colour(word));
      figure.paint(`says-${number}-${k}`, colour(word));
    });
  }

  return {
    show({ asks, weights }) {
      const { rows, says } = figure.get(weights)[asks];
      for (const part of [showWeights, showSum, showAnswers]) rows.forEach(part);
      return { says };
    },
  };
});
