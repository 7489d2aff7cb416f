"use strict";

/* The weights solved back, in thousandths, from a row whose numbers keep only some bits. */
moving("losses.bits", (figure) => {
  const { words, rounded } = figure.states, { stops } = figure.controls.bits;

  return {
    show({ bits }) {
      const now = rounded[stops.indexOf(bits)];
      figure.write("title", now.title);
      words.forEach((word, place) => {
        const weight = now.weights[place] / 1000;
        figure.bar(`bar-${word}`, 0, weight, place - 0.31, place + 0.31);
        figure.write(`text-${word}`, moving.fixed(weight, 3));
      });
      return now;
    },
  };
});
