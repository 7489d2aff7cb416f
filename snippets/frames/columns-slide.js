"use strict";

/* How far the columns of one row settle its weights. All numbers are in thousandths. */
moving("columns.slide", (figure) => {
  const { words, details, hidden } = figure.states;
  const said = (thousandths) => moving.fixed(thousandths / 1000, 3);
  const range = ([low, high]) => (low === high ? said(low) : `${said(low)} – ${said(high)}`);

  /* What a list by numbers of columns says for this one; after its last nothing changes. */
  const at = (list, seen) => list[Math.min(seen, list.length - 1)];

  return {
    show({ head, row: name, columns, answer }) {
      const row = figure.get(head)?.[name];
      if (!row) return undefined;
      const [open, can, says] = [row.open, row.can, row.says].map((list) => at(list, columns));
      figure.write("title", moving.filled(row.title, columns));
      words.forEach((word, place) => {
        const [low, high] = open[place], weight = row.true[place] / 1000;
        figure.bar(`bar-${word}`, low / 1000, high / 1000, place - 0.31, place + 0.31);
        figure.fade(`bar-${word}`, answer && !can.includes(place) ? 0.4 : 1);
        figure.line(`mark-${word}`, [[weight, place - 0.42], [weight, place + 0.42]]);
        figure.visible(`mark-${word}`, answer);
        figure.write(`text-${word}`, range(open[place]));
      });
      return {
        says: moving.filled(answer ? says : hidden, columns),
        details: moving.filled(details, ...open.map(range)),
      };
    },
  };
});
