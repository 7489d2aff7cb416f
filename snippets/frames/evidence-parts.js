"use strict";

/* How much weight each token gets in one row of a layer, and how large its parts are, in hundredths. */
moving("evidence.parts", (figure) => {
  const { words } = figure.states;

  function showShares(kind, shares) {
    words.forEach((word, place) => {
      const share = shares[place] / 100;
      figure.bar(`${kind}-${word}`, 0, share, place - 0.31, place + 0.31);
      figure.put(`${kind}-text-${word}`, share + 0.02, place);
      figure.write(`${kind}-text-${word}`, moving.fixed(share, 2));
    });
  }

  return {
    show({ layer, row: name }) {
      const row = figure.get(layer)?.[name];
      if (!row) return undefined;
      figure.write("title", row.title);
      for (const kind of ["weight", "size"]) showShares(kind, row[kind]);
      return row;
    },
  };
});
