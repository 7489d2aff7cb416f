"use strict";

/* Three words: which weightings the columns seen so far cannot tell apart, by triangle.js. */
moving("columns.lines", (figure) => {
  const { values, third, corners, words } = figure.states.all;
  const said = (number) => moving.fixed(number, 2);
  const plain = (number) => said(number).replace(/\.?0+$/, "");
  const place = (weighting) => triangle.mix(weighting, corners);
  const weightsOf = ({ weights: [black, cat] }) =>
    [black / 100, cat / 100, (100 - black - cat) / 100];
  const list = (numbers) => words.map((word, j) => `${word} ${numbers[j]}`).join(", ");

  /* The three columns, the second one as far turned into a copy of the first as is wanted. */
  function columnsOf({ copy }) {
    const [first, second] = [0, 1].map((column) => values.map((row) => row[column]));
    const share = Number(copy) / 100;
    return [first, second.map((number, j) => (1 - share) * number + share * first[j]), third];
  }

  function certain(seen, copied, weights, open) {
    const columns = ["No column", "1 column", "2 columns", "3 columns"][seen];
    if (seen === 0) return `${columns}: every point of the triangle is possible.`;
    const repeats = seen > 1 && copied ? ", of which the second only repeats the first" : "";
    const ranges = triangle.ranges(open), one = ranges.every(([low, high]) => high - low < 1e-9);
    const left = one
      ? `One weighting is left: ${list(weights.map(said))}`
      : `A whole line is left: ${list(ranges.map((range) => range.map(said).join(" to ")))}`;
    return `${columns}${repeats}. ${left}.`;
  }

  function showColumn(column, total, k, seen) {
    const terms = column.map((number, j) => `${plain(number)} ${words[j]}`).join(" + ");
    figure.line(`line-${k}`, triangle.allowed([column], [total]).map(place));
    figure.write(`equation-${k}`, `${terms} = ${moving.fixed(total, 3).replace(/0$/, "")}`);
    for (const part of ["line", "sample", "equation"]) figure.visible(`${part}-${k}`, k < seen);
  }

  return {
    fits: ({ weights: [black, cat] }) =>
      Number.isInteger(black) && Number.isInteger(cat) && black + cat <= 99,
    spoken: (_, state) => list(weightsOf(state).map(said)),
    where: (_, state) => place(weightsOf(state)),
    hold(_, point) {
      // softmax weights are never zero
      const room = triangle.weightsAt(corners, point).map((weight) => (weight - 0.01) / 0.97);
      const percent = (weight) => Math.round(100 * (0.01 + 0.97 * weight));
      const [black, cat] = triangle.nearest(room).map(percent);
      return { weights: [black, Math.min(cat, 99 - black)] };
    },
    nudge(_, [right, up], { weights: [black, cat] }) {
      const mat = 100 - black - cat, [less, most] = [black - right - up, cat + 2 * up];
      return Math.min(less, most, mat + right - up) < 1 ? {} : { weights: [less, most] };
    },
    show(state) {
      const weights = weightsOf(state), columns = columnsOf(state), seen = Number(state.columns);
      const sums = columns.map((column) => triangle.dot(column, weights));
      const open = triangle.allowed(columns.slice(0, seen), sums);
      figure.area("open", open.map(place));
      columns.forEach((column, k) => showColumn(column, sums[k], k, seen));
      figure.put("weights", ...place(weights));
      words.forEach((word, j) => figure.write(`word-${word}`, `${word} ${said(weights[j])}`));
      figure.enable("copy", seen > 1);
      return { says: certain(seen, state.copy === "100", weights, open) };
    },
  };
});
