"use strict";

/* The row of one word in two sentences of the same words. All numbers come from numpy, in hundredths. */
movable("relation.swap", (figure) => {
  const { twins } = figure.states;
  const colour = (word) => (word === "white" ? "word-on" : `word-${word}`);
  const said = (hundredths) => movable.fixed(hundredths / 100, 2);
  const places = [1, 2, 6, 7];
  twins.forEach((words, number) => words.forEach((asks, i) => figure.touch(`word-${number}-${places[i]}`, { asks })));

  function certain(asks, scores, rows) {
    const told = rows.map(({ answer, right }) => `“${answer}”, ${answer === right ? "right" : "wrong"}`);
    if (scores === "uniform") return `“${asks}” gives every word one eighth. Both sums are the same row of numbers, so both answers are ${rows[0].answer === rows[1].answer ? "the same" : "different"}: ${told[0]} in the first sentence, ${told[1]} in the second.`;
    const gives = rows.map(({ weights, right }, number) => said(weights[places[twins[number].indexOf(right)]]));
    return `“${asks}” gives “${rows[0].right}” ${gives[0]} in the first sentence and “${rows[1].right}” ${gives[1]} in the second. The answers are ${told[0]}, and ${told[1]}.`;
  }

  return {
    show({ asks, scores }) {
      const rows = figure.get(scores)[asks];
      rows.forEach((row, number) => {
        row.weights.forEach((weight, j) => {
          figure.bar(`weight-${number}-${j}`, j - 0.35, j + 0.35, 0, weight / 100);
          figure.write(`number-${number}-${j}`, scores === "uniform" ? "1/8" : said(weight));
        });
        figure.line(`asks-${number}`, [[row.place - 0.42, 1.2], [row.place + 0.42, 1.2]]);
        row.parts.forEach((part, k) => figure.boxes(`part-${number}-${k}`, part.map(([bottom, top], x) => [x - 0.4, x + 0.4, bottom / 100, top / 100])));
        figure.dots(`totals-${number}`, row.totals.map((total, x) => [x, total / 100]));
        Object.entries(row.answers).forEach(([word, share], place) => {
          figure.bar(`answer-${number}-${place}`, 0, Number(share), place - 0.3, place + 0.3);
          figure.write(`says-${number}-${place}`, `${word} ${share}`);
          for (const part of ["answer", "says"]) figure.paint(`${part}-${number}-${place}`, colour(word));
        });
      });
      return certain(asks, scores, rows);
    },
  };
});
