"use strict";

/* The arithmetic of three words: weights [b, c, m] that sum to one, and places or values [x, y],
 * one for each word. Pure functions, compared with numpy in tests/moving/test_triangle.py.
 */
const triangle = (() => {
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const dot = (a, b) => sum(a.map((number, i) => number * b[i]));

  /* The weighted sum of three places. */
  const mix = (weights, places) =>
    [0, 1].map((axis) => dot(weights, places.map((place) => place[axis])));

  /* Twice the area of a triangle, negative when its corners run clockwise. */
  const area = ([a, b, c]) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

  const length = ([a, b]) => Math.hypot(b[0] - a[0], b[1] - a[1]);

  /* Whether the corners lie on one line, up to rounding. */
  const flat = (corners) =>
    Math.abs(area(corners)) <= 1e-12 * Math.max(...corners.flat().map(Math.abs)) ** 2;

  /* The weights that mix the corners into a place, negative ones outside of the triangle; null when
   * the corners lie on one line.
   */
  function weightsAt(corners, place) {
    if (flat(corners)) return null;
    const opposite = (j) => area(corners.map((corner, i) => (i === j ? place : corner)));
    return corners.map((_, j) => opposite(j) / area(corners));
  }

  /* The weights without negatives, summing to one, that are nearest to any that sum to one. */
  function nearest(weights) {
    let kept = weights.map(() => true), moved = [...weights];
    while (moved.some((weight, i) => kept[i] && weight < 0)) {
      kept = kept.map((yes, i) => yes && moved[i] >= 0);
      const rest = 1 - sum(weights.filter((_, i) => kept[i]));
      const share = rest / kept.filter(Boolean).length;
      moved = weights.map((weight, i) => (kept[i] ? weight + share : 0));
    }
    return moved;
  }

  /* All weightings without negatives that give these sums, one for each column of three values: the
   * corners of a triangle, the ends of a line, or one point.
   */
  function allowed(columns, sums) {
    const all = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
    return columns.reduce((corners, column, k) => cut(corners, column, sums[k]), all);
  }

  /* What a column leaves of the weightings between some corners. */
  function cut(corners, column, total) {
    const size = Math.max(...column.map(Math.abs), Math.abs(total), 1e-300);
    const off = corners.map((corner) => {
      const miss = (dot(corner, column) - total) / size;
      return Math.abs(miss) < 1e-12 ? 0 : miss;
    });
    const met = corners.filter((_, i) => off[i] === 0);
    for (let i = 0; i < corners.length; i++) {
      for (let j = 0; j < i; j++) {
        const share = off[j] / (off[j] - off[i]);
        if (off[i] * off[j] < 0) met.push(between(corners[j], corners[i], share));
      }
    }
    return met;
  }

  const between = (a, b, share) => a.map((number, axis) => share * b[axis] + (1 - share) * number);

  /* The smallest and the largest of each weight among some weightings: [[low, high], …]. */
  function ranges(weightings) {
    const columns = [0, 1, 2].map((j) => weightings.map((weights) => weights[j]));
    return columns.map((column) => [Math.min(...column), Math.max(...column)]);
  }

  /* How far, at least, a change of weights of length one moves the output: the smallest singular
   * value on changes that sum to zero.
   */
  function sigma(corners) {
    const [first, second] = [
      [1, -1, 0].map((change) => change / Math.SQRT2),
      [1, 1, -2].map((change) => change / Math.sqrt(6)),
    ].map((change) => mix(change, corners));
    const both = Math.abs(first[0] * second[1] - first[1] * second[0]);
    const squares = dot(first, first) + dot(second, second);
    const root = Math.sqrt(Math.max(0, (squares - 2 * both) * (squares + 2 * both)));
    const largest = Math.sqrt((squares + root) / 2);
    return largest ? both / largest : 0;
  }

  /* How much each weight can change when the output moves by one: one over the height of the
   * triangle above the side opposite.
   */
  const slopes = (corners) =>
    corners.map((_, j) => length(corners.filter((_, i) => i !== j)) / Math.abs(area(corners)));

  /* Of corners on one line: how far a place lies from what is between them, and which of them lies
   * there alone, at an end and so near to the place that it counts as there; null when none does.
   */
  function onLine(corners, place, near) {
    const pairs = [[0, 1], [1, 2], [0, 2]].map((pair) => pair.map((i) => corners[i]));
    const ends = pairs.reduce((longest, pair) => (length(pair) > length(longest) ? pair : longest));
    const [a, b] = ends, whole = length(ends), there = (corner) => length([corner, place]) <= near;
    const from = (point) => [point[0] - a[0], point[1] - a[1]];
    const along = whole && dot(from(place), from(b)) / whole ** 2;
    const share = Math.min(1, Math.max(0, along)), nearby = mix([1 - share, share], ends);
    const here = [0, 1, 2].filter((i) => there(corners[i]));
    return {
      off: length([nearby, place]),
      alone: ends.some(there) && here.length === 1 ? here[0] : null,
    };
  }

  return { dot, mix, area, flat, weightsAt, nearest, allowed, ranges, sigma, slopes, onLine };
})();
