"use strict";

/* How far the columns of one row settle its weights. All numbers come from numpy, in thousandths. */
movable("columns.slide", (figure) => {
  const words = figure.states.words;
  const said = (thousandths) => movable.fixed(thousandths / 1000, 3);
  const list = (items) => items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

  function certain(seen, settled, row, all) {
    const spoken = row.can[Math.min(seen, settled)].map((place) => words[place].spoken);
    const begins = `${seen} of ${all} columns:`;
    if (seen >= settled) {
      const more = seen > settled ? `every weight was settled by ${settled}, and the others only confirm it` : "every weight is settled";
      const most = Math.max(...row.true);
      return `${begins} ${more}. The strongest is ${words[row.true.indexOf(most)].spoken}, with ${said(most)}.`;
    }
    if (spoken.length === 1) {
      const [low, high] = row.open[seen][row.can[seen][0]];
      return `${begins} ${spoken[0]} is the strongest, whatever the rest says. Its weight lies between ${said(low)} and ${said(high)}.`;
    }
    if (spoken.length === words.length) return `${begins} any of the ${words.length} tokens can still be the strongest.`;
    return `${begins} ${spoken.length > 4 ? `${spoken.length} tokens can still be the strongest` : `the strongest can still be ${list(spoken)}`}.`;
  }

  return {
    show(state) {
      const head = figure.get(state.head);
      if (!head) return undefined;
      const row = head[state.row], seen = Number(state.columns), all = figure.controls.columns.stops.length - 1, settled = row.open.length - 1;
      const [layer, number] = state.head.split(".");
      figure.write("title", `Row of ${figure.controls.row.options[state.row].replace(/[“”]/g, "")}, layer ${layer} head ${number}: ${seen} of ${all} columns`);
      words.forEach(({ name }, place) => {
        const [low, high] = row.open[Math.min(seen, settled)][place];
        figure.bar(`bar-${name}`, low / 1000, high / 1000, place - 0.31, place + 0.31);
        figure.line(`mark-${name}`, [[row.true[place] / 1000, place - 0.42], [row.true[place] / 1000, place + 0.42]]);
        figure.visible(`mark-${name}`, state.marks);
        figure.write(`text-${name}`, low === high ? said(low) : `${said(low)} – ${said(high)}`);
      });
      return certain(seen, settled, row, all);
    },
  };
});
