"use strict";

/* The row of one word in two sentences of the same words. All numbers come from numpy, in hundredths. */
movable("relation.swap", (figure) => {
  const { twins } = figure.states;
  const colour = (word) => ({ white: "word-on", others: "muted" })[word] ?? `word-${word}`;
  const said = (hundredths) => movable.fixed(hundredths / 100, 2);
  const places = [1, 2, 6, 7];
  twins.forEach((words, number) => words.forEach((asks, i) => {
    figure.touch(`word-${number}-${places[i]}`, [places[i] - 0.5, places[i] + 0.5, -0.6, 1.85], { asks });
  }));

  function certain(asks, weights, rows) {
    const told = rows.map(({ answer, right }) => `“${answer}” (${answer === right ? "right" : "wrong"})`);
    if (weights === "uniform") return `All weights equal: both sums are the same numbers, so “${asks}” gets one answer twice: ${told[0]} in the first sentence, ${told[1]} in the second.`;
    const gives = rows.map((row, number) => said(row.weights[places[twins[number].indexOf(row.right)]]));
    const all = rows[0].totals.length;
    return `“${asks}” gives “${rows[0].right}” ${gives[0]} in the first sentence (largest part of ${rows[0].leads} of ${all} columns), “${rows[1].right}” ${gives[1]} in the second (${rows[1].leads} of ${all}). Answers: ${told[0]}, ${told[1]}.`;
  }

  return {
    show({ asks, weights }) {
      const rows = figure.get(weights)[asks];
      rows.forEach((row, number) => {
        row.weights.forEach((weight, j) => {
          figure.bar(`weight-${number}-${j}`, j - 0.35, j + 0.35, 0, weight / 100);
          figure.write(`number-${number}-${j}`, weights === "uniform" ? "1/8" : said(weight));
        });
        figure.line(`asks-${number}`, [[row.place - 0.42, 1.2], [row.place + 0.42, 1.2]]);
        row.parts.forEach((part, k) => figure.boxes(`part-${number}-${k}`, part.map(([bottom, top], x) => [x - 0.4, x + 0.4, bottom / 100, top / 100])));
        for (const name of ["halos", "totals"]) figure.dots(`${name}-${number}`, row.totals.map((total, x) => [x, total / 100]));
        Object.entries(row.answers).forEach(([word, share], place) => {
          figure.bar(`answer-${number}-${place}`, 0, Number(share), place - 0.2, place + 0.2);
          figure.write(`says-${number}-${place}`, `${word} ${share}`);
          figure.paint(`answer-${number}-${place}`, word === "white" ? "paper" : colour(word));
          figure.paint(`says-${number}-${place}`, colour(word));
        });
      });
      return certain(asks, weights, rows);
    },
  };
});
