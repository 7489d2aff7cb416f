"use strict";

/* The weights solved back from a row whose numbers keep only some bits. All numbers come from numpy, weights in thousandths. */
movable("losses.bits", (figure) => {
  const { words, kept, rounded } = figure.states;
  const stops = figure.controls.bits.stops;
  const bits = (count) => `${count} significant bit${count === "1" ? "" : "s"}`;

  return {
    show(state) {
      const now = rounded[stops.indexOf(state.bits)];
      figure.write("title", bits(state.bits));
      words.forEach((word, place) => {
        const weight = now.weights[place] / 1000;
        figure.bar(`bar-${word}`, 0, weight, place - 0.31, place + 0.31);
        figure.write(`text-${word}`, movable.fixed(weight, 3));
      });
      const format = state.bits in kept ? `, as ${kept[state.bits]} keeps them` : state.bits === "1" ? ": every number is plus or minus a power of two" : "";
      return `${bits(state.bits)}${format}. The list is off by ${now.off}; the bound is ${now.bound}. The strongest is ${words[now.strongest]}, with ${movable.fixed(now.weights[now.strongest] / 1000, 3)} (true: ${figure.states.true}).`;
    },
  };
});
