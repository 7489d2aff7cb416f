"use strict";

/* Two weights of the last row exchanged, and what the model says next, in hundredths. */
moving("language.exchange", (figure) => ({
  show({ sentence, layers, heads }) {
    const texts = figure.get(sentence);
    const state = texts?.[layers]?.[heads];
    if (!state) return undefined;
    texts.tokens.forEach((token, place) => {
      const weight = state.weights[place] / 100;
      figure.write(`token-${place}`, token);
      figure.bar(`weight-${place}`, 0, weight, place - 0.31, place + 0.31);
      figure.put(`value-${place}`, weight + 0.02, place);
      figure.write(`value-${place}`, moving.fixed(weight, 2));
    });
    state.next.forEach(([word, hundredths], place) => {
      const chance = hundredths / 100;
      figure.write(`word-${place}`, word);
      figure.bar(`chance-${place}`, 0, chance, 3 * place + 0.85, 3 * place + 1.95);
      figure.put(`chance-text-${place}`, chance + 0.03, 3 * place + 1.4);
      figure.write(`chance-text-${place}`, moving.fixed(chance, 2));
    });
    return state;
  },
}));
