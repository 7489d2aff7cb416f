# ---
# title: Your sentence, a real transformer
# description: A notebook that puts any sentence through a real transformer, takes the sums of its heads, and gets the weights back, with the site's own figures drawn for your words.
# needs: "A notebook: read it with its results, or download it and write a sentence of your own. It builds on [in a real transformer](../explanation/evidence.md)."
# image: evidence/strongest
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] address="lab-sentence"
# # Your sentence, a real transformer

# %% [markdown]
# Put a sentence of your own through a real transformer, keep its values and its sums, and get the weights back. Change the next cell and run everything below it again.
#
# - `SENTENCE = None` takes the sentence that this site has recorded; nothing more than the package of this site is needed. For your own, write it in quotes; a text of a hundred words or more takes a minute or more. The model, all-MiniLM-L6-v2, is a package of about 80 MB; if it is missing, one line below says how to get it.
# - `MODEL = None` is that model. Or name a directory that holds another BERT-style encoder, with the files `config.json`, `model.safetensors` and `tokenizer.json`.
# - `WORD` is the token whose weights and outputs you want to see, `OCCURRENCE` which one if it is there more than once. This model writes small letters and cuts rare words into pieces such as `##ing` (what it does not know at all becomes [UNK]); the second cell below prints its tokens.
# - `LAYER` and `HEAD` are counted from 1.

# %%
SENTENCE = None  # for example "the small dog chased a red ball."
MODEL = None  # for example "models/bert-base-uncased", a directory
WORD, OCCURRENCE = "black", 1
LAYER, HEAD = 2, 9

# %%
import numpy as np

from snippets import lab
from snippets.intervals import columns_needed, proven_strongest
from snippets.recordings import load_exchange, load_growing
from snippets.recovery import (
    affinely_independent,
    solve_nonnegative,
    singular_values,
    solve_weights,
)

recording = lab.sentence(SENTENCE, MODEL)
layers, heads, n, _ = recording.weights.shape
d = recording.values.shape[-1]
print(f"{n} tokens:", " ".join(recording.tokens))
print(f"{layers} layers of {heads} heads, each with {d} columns")
asking = recording.row(WORD, OCCURRENCE)
weights, values, output = recording.exact_row(LAYER, HEAD, asking)

# %% [markdown] address="all"
# ## All sums of all heads

# %% [markdown]
# For every token, every head forms a sum. Here each sum is solved back to its row of weights. As long as the values settle every weight, this uses the sums as the model itself computed them. Where they do not, many weightings fit; then the cell takes the sums in double precision, asks for *some* weights without negatives, and looks whether their strongest token is the true one. Beside it stands how often an answer would be right that never looks and always names the same token.
#
# **Before you run it:** for how many tokens can the values settle every weight, in heads of that many columns?

# %%
settled, errors, conditions, named = 0, [], [], 0
leads = np.zeros(n, dtype=int)  # how often each token is the strongest
for layer in range(1, layers + 1):
    for head in range(1, heads + 1):
        true, v, sums = recording.head(layer, head)
        if affinely_independent(v):
            settled += 1
            back = solve_weights(v, sums)
            stretch = singular_values(v)
            conditions.append(stretch[0] / stretch[-1])
            errors.append(abs(back - true).max())
        else:
            w = true.astype(float)
            exact = w / w.sum(axis=1, keepdims=True) @ v
            back = [solve_nonnegative(v, row) for row in exact]
        named += int((np.argmax(back, 1) == true.argmax(1)).sum())
        leads += np.bincount(true.argmax(1), minlength=n)

print("heads whose sums settle every weight:", end=" ")
print(f"{settled} of {layers * heads}")
if errors:
    print(f"largest error of any weight there: {max(errors):.1e}")
    print(f"condition numbers up to {max(conditions):.0f}")
print("rows of weights whose strongest token is named right:", end=" ")
print(f"{named} of {layers * heads * n}")
print(f"always answering {recording.tokens[leads.argmax()]}:", end=" ")
print(f"right in {leads.max()}")

# %% [markdown]
# More tokens than columns plus one are never settled; [chapter N says why](../explanation/mixture.md#unique). Up to that number they are, if no value can be made from the others; the condition number says how much a rounding can grow on the way back. Try thirty-one roses, `SENTENCE = "rose " * 31` with `WORD = "rose"`: with both marks that is 33 tokens, whose values are nearly the same.

# %% [markdown] address="where"
# ## Where one word looks

# %% [markdown]
# The grid shows, for every head, which token gets the most weight from your word. Each square is a head. Its label is the token that gets the most weight from your word, and its colour, too (a few colours serve all tokens, so look at the label); the fuller the colour, the more. On a small screen the label is the first letter only.

# %%
lab.heads(recording, WORD, OCCURRENCE)

# %% [markdown]
# Often many squares are [CLS] or [SEP]: [marks of the model that take much of the weight](../explanation/evidence.md#relations). Choose a head in which your word looks at another word, write it into `LAYER` and `HEAD` above, and go on.

# %% [markdown] address="pile"
# ## One output, as the sum it is

# %% [markdown]
# Above, the weights. Below, each pile is one column of the sum, and its colours are the tokens that brought the parts.

# %%
lab.pile(recording, LAYER, HEAD, WORD, OCCURRENCE)

# %%
strongest = int(weights.argmax())
value, lengths = values[strongest], np.linalg.norm(values, axis=1)
cosine = value @ output / lengths[strongest] / np.linalg.norm(output)
print(f"{WORD} gives {recording.tokens[strongest]} the most:", end=" ")
print(f"{weights[strongest]:.3f}")
print(f"cosine between the output and that value: {cosine:.3f}")
print(f"length of that value: {lengths[strongest]:.2f}", end="")
print(f", median length: {np.median(lengths):.2f}")

# %% [markdown]
# [A large weight is not a large part](../explanation/evidence.md#parts): a part is as long as weight times value. Who gets the most weight in all rows of all heads, and how long is its value there?

# %%
most = recording.weights.argmax(axis=3)  # (layers, heads, n)
norms = np.linalg.norm(recording.values, axis=3)
norms /= np.median(norms, axis=2, keepdims=True)
taken = np.take_along_axis(norms, most, axis=2)
leading = np.array(recording.tokens)[most]
for token in dict.fromkeys(recording.tokens):
    if rows := int((leading == token).sum()):
        share = np.median(taken[leading == token])
        print(f"{token:10} {rows:5} rows, its value typically", end=" ")
        print(f"{share:.2f} of the median length")

# %% [markdown] address="columns"
# ## One output, column by column

# %% [markdown]
# Each bar is everything that a weight can be, given the first columns of the sum; the thin mark is the true weight. Below each chart stands what the strongest token's weight can be. (For at most 40 tokens, since it takes many small optimizations.)

# %%
if n <= lab.MOST_TOKENS:
    display(lab.columns(recording, LAYER, HEAD, WORD, OCCURRENCE))
else:
    print(f"{n} tokens are too many to draw column by column")

# %% [markdown] address="exercise-order"
# ### Exercise: does the order of the columns matter?

# %% [markdown]
# The figure uncovers the columns in their own order. Shuffle them: how many prove the strongest token now? `columns_needed(values[:, order], output[order])` counts them, or says None if all columns leave it open.

# %%
# Your turn. np.random.default_rng(0).permutation(d) is an order.

# %% tags=["solution"]
draw, counts = np.random.default_rng(0), []
for _ in range(40 if n <= 16 else 5 if n <= lab.MOST_TOKENS else 2):
    order = draw.permutation(d)
    counts.append(columns_needed(values[:, order], output[order]))
proven = proven_strongest(values, output)  # by all columns
if proven is None:
    print("No order proves it: all columns together leave it open.")
    assert set(counts) == {None}
else:
    print(recording.tokens[proven], "is proven the strongest")
    for needed in sorted(set(counts)):
        times = counts.count(needed)
        print(f"by {needed:2} of {d} columns in {times:2} of {len(counts)} orders")
    assert proven == strongest and None not in counts

# %% [markdown] address="exercise-long"
# ### Exercise: too long a text

# %% [markdown]
# Take a text with more tokens than columns plus one: your own, or one that the site has recorded, such as `load_growing()[7]` (42 tokens, head 9 of every layer) or `load_growing()[-1]` (162 tokens). Which rows of weights still name their strongest token, and which do not? Sort them by their largest weight, and compare with always answering [CLS].

# %%
# Your turn. A text of load_growing() has .weights and .values,
# one table for each layer.

# %% tags=["solution"]
for text in (load_growing()[7], load_growing()[-1]):
    print(len(text.tokens), "tokens, 32 columns")
    largest, right, cls = [], [], []
    for w, v in zip(text.weights, text.values):  # for each layer
        w, v = w.astype(float), v.astype(float)
        w /= w.sum(axis=1, keepdims=True)
        back = [solve_nonnegative(v, o) for o in w @ v]
        right.extend(np.argmax(back, axis=1) == w.argmax(axis=1))
        largest.extend(w.max(axis=1))
        cls.extend(w.argmax(axis=1) == 0)
    largest, right, cls = map(np.array, (largest, right, cls))
    for low, high in ((0, 0.1), (0.1, 0.25), (0.25, 0.5), (0.5, 1)):
        those = right[(low < largest) & (largest <= high)]
        print(f"  largest weight {low:4} to {high:4}:", end=" ")
        print(f"{those.sum():3} of {len(those):3} rows named", end="")
        always = cls[(low < largest) & (largest <= high)]
        print(f", by always [CLS] {always.sum():3}")
    assert right[largest > 0.5].all()
    assert right[largest < 0.25].mean() < 0.9
print("In these texts no row with a weight above one half is named wrong.")
print("Named is not proven: many weightings fit these sums, and")
print("the one that is found need not be the true one.")

# %% [markdown] address="language"
# ## The same in a language model

# %% [markdown]
# A language model reads from left to right: each row is a sum over the words up to itself. `TEXT = None` takes the text that the site has recorded; for your own, write it in quotes and give it at most 65 tokens. The model, SmolLM2-135M-Instruct, is a package of about 90 MB; if it is missing, one line says how to get it.
#
# **Before you run it:** in how many rows will the first token be the strongest?

# %%
TEXT = None  # for example "The old dog sat on the red chair"

text = lab.language(TEXT)
every, found, first = 0, 0, 0
for layer, head in np.ndindex(text.weights.shape[:2]):
    w, v, sums = text.head(layer + 1, head + 1)
    for row in range(1, len(text.tokens)):
        if not affinely_independent(v[: row + 1]):
            continue  # too many tokens, or in layer 1 a word twice
        back = solve_weights(v[: row + 1], sums[row])
        every += 1
        found += back.argmax() == w[row].argmax()
        first += w[row].argmax() == 0
print(" ".join(token.strip() for token in text.tokens))
print(f"{every} rows solved back, strongest token right in {found},")
print(f"and in {first} of them it is the first token")

# %% [markdown] address="exercise-exchange"
# ### Exercise: exchange two weights

# %% [markdown]
# With the model installed, `lab.next_words(text, "cat", "mat", range(21, 31))` says what comes next after a text, as it is and with the two weights exchanged in layers 21 to 30 of the last row. Try it with *The black cat sat on the white mat. The black*. Then find a text in which the next word does *not* change. Without the model, `load_exchange()` has 364 such texts: in which layers does the exchange change the answer, and in which texts does it not?

# %%
# Your turn. load_exchange().kinds[:, 0] is (texts, bands, 4);
# its last column says whether the next word is the own noun (1),
# the other one (-1), or another word (0).

# %% tags=["solution"]
exchange = load_exchange()
for place, band in enumerate(exchange.bands):
    said = exchange.kinds[:, 0, place, 3]
    print(f"{band:8} own {(said == 1).mean():4.0%}", end="")
    print(f", other {(said == -1).mean():4.0%}")
late = exchange.kinds[:, 0, exchange.bands.index("late")]
stays = late[:, 3] == 1
print("the own noun stays in:")
for words, lead in zip(np.array(exchange.words)[stays], late[stays, 0]):
    print(f"  {words}, ahead by {lead:.1f} logits")
assert (late[:, 3] == -1).mean() > 0.9 > 0.1 > stays.mean()

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - A sentence with no more tokens than columns plus one comes back whole, if no value can be made from the others; the condition number tells how exactly.
# - The token that gets the most weight is often one that brings little: in the recorded sentence, [CLS].
# - What you see is what the outputs of the heads hold. What the model does with it is another question; [two exchanged weights](../explanation/language.md#exchange) are a way to ask it.
#
# **Next:** [every claim of this site, with its test](../about/claims.md).
