"use strict";

/* How often one dot product a word names the strongest word, and one sample of the readings. */
moving("crowd.pick", (figure) => {
  const columns = figure.controls.columns.stops.map(Number);
  const curve = (shares) => shares.map((share, i) => [Math.log10(columns[i]), share / 1000]);

  return {
    show({ words, times, columns: chosen }) {
      const frames = figure.get(words)?.[times];
      if (!frames) return undefined;
      const at = columns.indexOf(Number(chosen)), highest = frames.highest[at];
      const [cat, ...others] = frames.readings[at], right = highest === 0;
      const spread = (i) => 0.04 + (0.96 * i) / (others.length - 1);
      figure.line("theory", curve(frames.theory));
      figure.dots("counted", curve(frames.counted));
      figure.put("here", ...curve(frames.counted)[at]);
      figure.dots("others", others.map((reading, i) => [spread(i), reading / 100]));
      figure.put("cat", 0, cat / 100);
      figure.put("highest", right ? 0 : spread(highest - 1), 1);
      figure.write("named", right ? "named: cat" : "named: another word");
      figure.paint("named", right ? "word-cat" : "muted");
      return { says: frames.says[at] };
    },
  };
});
