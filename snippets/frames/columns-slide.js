"use strict";

/* How far the columns of one row settle its weights. All numbers come from numpy, in thousandths. */
movable("columns.slide", (figure) => {
  const words = figure.states.words;
  const said = (thousandths) => movable.fixed(thousandths / 1000, 3);
  const list = (items) => items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

  /* What a list by numbers of columns says for this number; after the last one nothing changes. */
  const at = (list, seen) => list[Math.min(seen, list.length - 1)];

  function certain(seen, row, all) {
    const begins = `${seen} of ${all} columns:`, settled = row.open.length - 1, possible = at(row.can, seen);
    const spoken = possible.map((place) => words[place].spoken);
    const first = row.can.findIndex((places) => places.length === 1), since = first === seen || first < 0 ? "" : `, certain since column ${first}`;
    if (seen >= settled) {
      const more = seen > settled ? `every weight was settled by ${settled}, and the others only confirm it` : "every weight is settled";
      const most = Math.max(...row.true);
      return `${begins} ${more}. The strongest is ${words[row.true.indexOf(most)].spoken}, with ${said(most)}${since}.`;
    }
    if (spoken.length === 1) {
      const [low, high] = row.open[seen][possible[0]];
      const weight = low === high ? `is ${said(low)}, to three decimals` : `lies between ${said(low)} and ${said(high)}`;
      return `${begins} ${spoken[0]} is the strongest, whatever the hidden columns say${since}. Its weight ${weight}.`;
    }
    if (spoken.length === words.length) return `${begins} any of the ${words.length} can still be the strongest.`;
    return `${begins} ${spoken.length > 4 ? `${spoken.length} of the ${words.length} can still be the strongest` : `the strongest can still be ${list(spoken)}`}.`;
  }

  const range = ([low, high]) => (low === high ? said(low) : `${said(low)} – ${said(high)}`);

  return {
    show(state) {
      const head = figure.get(state.head);
      if (!head) return undefined;
      const row = head[state.row], seen = Number(state.columns), all = figure.controls.columns.stops.length - 1, open = at(row.open, seen), can = at(row.can, seen);
      const [layer, number] = state.head.split(".");
      figure.write("title", `Row of ${figure.controls.row.options[state.row].replace(/[“”]/g, "")}, layer ${layer} head ${number}: ${seen} of ${all} columns`);
      words.forEach(({ name }, place) => {
        const [low, high] = open[place];
        figure.bar(`bar-${name}`, low / 1000, high / 1000, place - 0.31, place + 0.31);
        figure.fade(`bar-${name}`, state.answer && !can.includes(place) ? 0.4 : 1);
        figure.line(`mark-${name}`, [[row.true[place] / 1000, place - 0.42], [row.true[place] / 1000, place + 0.42]]);
        figure.visible(`mark-${name}`, state.answer);
        figure.write(`text-${name}`, range([low, high]));
      });
      if (!state.answer) return `${seen} of ${all} columns. Which words can still be the strongest? Show the answer to compare.`;
      return certain(seen, row, all);
    },
    details(state) {
      const open = at(figure.get(state.head)[state.row].open, Number(state.columns));
      return `${words.map(({ spoken }, place) => `${spoken} ${range(open[place])}`).join("; ")}.`;
    },
  };
});
