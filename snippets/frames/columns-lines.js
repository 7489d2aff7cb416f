"use strict";

/* Three words: which weightings the columns seen so far cannot tell apart. The arithmetic is that of triangle.js. */
movable("columns.lines", (figure) => {
  const { values, third, corners, words } = figure.states.all;
  const said = (number) => movable.fixed(number, 2);
  const weightsOf = ({ weights: [black, cat] }) => [black / 100, cat / 100, (100 - black - cat) / 100];

  /* The three columns; the second one as far turned into a copy of the first as the reader wants. */
  function columnsOf(state) {
    const [first, second] = [0, 1].map((column) => values.map((row) => row[column])), share = Number(state.copy) / 100;
    return [first, second.map((number, j) => (1 - share) * number + share * first[j]), third];
  }

  const plain = (number) => movable.fixed(number, 2).replace(/\.?0+$/, "");

  function certain(seen, copied, weights, open) {
    const begins = `${["No column", "1 column", "2 columns", "3 columns"][seen]}${seen > 1 && copied ? ", of which the second only repeats the first" : ""}`;
    if (seen === 0) return `${begins}: every point of the triangle is possible.`;
    const ranges = triangle.ranges(open);
    if (ranges.every(([low, high]) => high - low < 1e-9)) return `${begins}. One weighting is left: ${words.map((word, j) => `${word} ${said(weights[j])}`).join(", ")}.`;
    return `${begins}. A whole line is left: ${words.map((word, j) => `${word} ${said(ranges[j][0])} to ${said(ranges[j][1])}`).join(", ")}.`;
  }

  return {
    fits: ({ weights: [black, cat] }) => Number.isInteger(black) && Number.isInteger(cat) && black + cat <= 99,
    spoken: (_, state) => words.map((word, j) => `${word} ${said(weightsOf(state)[j])}`).join(", "),
    where: (_, state) => triangle.mix(weightsOf(state), corners),
    hold(_, place) {
      const room = triangle.weightsAt(corners, place).map((weight) => (weight - 0.01) / 0.97); // softmax weights are never zero
      const [black, cat] = triangle.nearest(room).map((weight) => Math.round(100 * (0.01 + 0.97 * weight)));
      return { weights: [black, Math.min(cat, 99 - black)] };
    },
    nudge(_, [right, up], { weights: [black, cat] }) {
      const mat = 100 - black - cat, [less, most] = [black - right - up, cat + 2 * up];
      return less < 1 || most < 1 || mat + right - up < 1 ? {} : { weights: [less, most] };
    },
    show(state) {
      const weights = weightsOf(state), columns = columnsOf(state), seen = Number(state.columns);
      const sums = columns.map((column) => column.reduce((total, number, j) => total + number * weights[j], 0));
      const place = (weighting) => triangle.mix(weighting, corners);
      const open = triangle.allowed(columns.slice(0, seen), sums);
      figure.area("open", open.map(place));
      columns.forEach((column, k) => {
        const line = triangle.allowed([column], [sums[k]]);
        figure.line(`line-${k}`, line.map(place));
        figure.write(`equation-${k}`, `${column.map((number, j) => `${plain(number)} ${words[j]}`).join(" + ")} = ${movable.fixed(sums[k], 3).replace(/0$/, "")}`);
        for (const part of ["line", "sample", "equation"]) figure.visible(`${part}-${k}`, k < seen);
      });
      figure.put("weights", ...place(weights));
      words.forEach((word, j) => figure.write(`word-${word}`, `${word} ${said(weights[j])}`));
      figure.enable("copy", seen > 1);
      return certain(seen, state.copy === "100", weights, open);
    },
  };
});
