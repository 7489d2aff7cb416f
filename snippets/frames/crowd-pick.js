"use strict";

/* How often one dot product a word names the strongest word, and one sample of the readings. All numbers come from numpy. */
movable("crowd.pick", (figure) => {
  const columns = figure.controls.columns.stops.map(Number);
  const across = (d) => Math.log10(d);

  return {
    show(state) {
      const found = figure.get(state.words)?.[state.times];
      if (!found) return undefined;
      const at = columns.indexOf(Number(state.columns)), [theory, counted] = found.said[at], [cat, ...others] = found.readings[at];
      const right = found.highest[at] === 0, spread = (i) => 0.04 + (0.96 * i) / (others.length - 1);
      figure.line("theory", found.theory.map((share, i) => [across(columns[i]), share / 1000]));
      figure.dots("counted", found.counted.map((share, i) => [across(columns[i]), share / 1000]));
      figure.put("here", across(columns[at]), found.counted[at] / 1000);
      figure.dots("others", others.map((reading, i) => [spread(i), reading / 100]));
      figure.put("cat", 0, cat / 100);
      figure.put("highest", right ? 0 : spread(found.highest[at] - 1), 1);
      figure.write("named", right ? "named: cat" : "named: another word");
      figure.paint("named", right ? "word-cat" : "muted");
      return `${state.words} words, ${state.columns} columns; cat has ${found.weight} of the weight. It is named in ${counted} `
        + `of ${figure.states.trials} trials; theory says ${theory}. In the one drawn, ${right ? "cat is highest" : "another word is higher"}.`;
    },
  };
});
