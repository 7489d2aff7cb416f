# ---
# title: Your sentence, a real transformer
# description: A notebook that puts any sentence through a real transformer, takes the sums, and gets the weights back, with the site's own figures drawn for your words.
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
# Put a sentence of your own through a real transformer, keep only its sums, and get the weights back. Change the next cell and run everything below it again.
#
# - `SENTENCE = None` takes the sentence that this site has recorded; nothing needs to be installed. For your own, write it in quotes. The model, all-MiniLM-L6-v2, is a package of about 80 MB; if it is missing, one line below says how to get it.
# - `MODEL = None` is that model. Or name a directory that holds another BERT-style encoder, with the files `config.json`, `model.safetensors` and `tokenizer.json`.
# - `WORD` is the word whose row you want to see, as a token of the model; `LAYER` and `HEAD` are counted from 1.

# %%
SENTENCE = None  # for example "the small dog chased a red ball."
MODEL = None  # for example "models/bert-base-uncased"
WORD, LAYER, HEAD = "black", 2, 9

# %%
import numpy as np

from snippets import lab
from snippets.recovery import (
    is_unique,
    nonnegative_weights_back,
    singular_values,
    weights_back,
)

recording = lab.sentence(SENTENCE, MODEL)
layers, heads, n, d = *recording.weights.shape[:3], recording.values.shape[-1]
print(f"{n} tokens:", " ".join(recording.tokens))
print(f"{layers} layers of {heads} heads, each with {d} columns")
row = recording.row(WORD)  # says so if the sentence lacks it

# %% [markdown] address="all"
# ## All rows of all heads

# %% [markdown]
# Every row of every head is a sum. Here each is solved back, from the numbers that the model itself computed.
#
# **Before you run it:** for how many tokens can this work, in heads of that many columns?

# %%
places = [(layer, head) for layer in range(1, layers + 1) for head in range(1, heads + 1)]
settled, errors, named, conditions = 0, [], 0, []
for layer, head in places:
    weights, values, outputs = recording.head(layer, head)
    if is_unique(values):
        settled += 1
        back = weights_back(values, outputs)
        stretch = singular_values(values)
        conditions.append(stretch[0] / stretch[-1])
        errors.append(abs(back - weights).max())
    else:  # more tokens than columns plus one: ask for weights without negatives
        rows = (recording.exact_row(layer, head, i) for i in range(n))
        back = np.array([nonnegative_weights_back(v, o) for _, v, o in rows])
    named += int((back.argmax(axis=1) == weights.argmax(axis=1)).sum())

print(f"heads whose sums settle every weight: {settled} of {len(places)}")
if errors:
    print(f"largest error of any weight: {max(errors):.1e}")
    print(f"condition numbers up to {max(conditions):.0f}")
print(f"strongest token named right: {named} of {len(places) * n} rows")

# %% [markdown]
# The limit is the number of columns plus one ([why](../explanation/mixture.md#unique)). Beyond it the exact list is lost; the strongest token [often is not](../explanation/evidence.md#longer).

# %% [markdown] address="where"
# ## Where one word looks

# %%
lab.heads(recording, WORD)

# %% [markdown]
# Many squares are [CLS] or [SEP]: [marks of the model that take the weight that no word needs](../explanation/evidence.md#relations). Choose a head in which your word looks at another word, write it into `LAYER` and `HEAD` above, and go on.

# %% [markdown] address="pile"
# ## One row, as the sum it is

# %%
lab.pile(recording, LAYER, HEAD, WORD)

# %% [markdown] address="columns"
# ## One row, column by column

# %%
lab.columns(recording, LAYER, HEAD, WORD)

# %%
weights, values, output = recording.exact_row(LAYER, HEAD, row)
strongest = int(weights.argmax())
value = values[strongest]
cosine = value @ output / np.linalg.norm(value) / np.linalg.norm(output)
print(f"{WORD} gives {recording.tokens[strongest]} the most: {weights[strongest]:.3f}")
print(f"cosine between the row and that token's value: {cosine:.3f}")

# %% [markdown] address="exercise-order"
# ### Exercise: does the order of the columns matter?

# %% [markdown]
# The figure uncovers the columns in their own order. Shuffle them: how many prove the strongest token now? `columns_needed(values[:, order], output[order])` counts them.

# %%
# Your turn. np.random.default_rng(0).permutation(d) is an order.

# %% tags=["solution"]
from snippets.intervals import columns_needed

rng = np.random.default_rng(0)
counts = []
for _ in range(15):
    order = rng.permutation(d)
    counts.append(columns_needed(values[:, order], output[order]) or d + 1)
counts.sort()
print("columns that prove it, in 15 orders:")
print(counts)
assert counts[0] >= 1 and counts[len(counts) // 2] <= max(n, d)

# %% [markdown] address="exercise-long"
# ### Exercise: too long a sentence

# %% [markdown]
# Write a sentence with more tokens than the model has columns in a head, plus one. Which rows keep their strongest token, and which lose it? Look at their largest weights.

# %%
# Your turn. Without the model, take a text that the site has
# recorded, such as load_growing()[-1].

# %% tags=["solution"]
from snippets.recordings import load_growing

text = load_growing()[7]
print(len(text.tokens), "tokens,", text.values.shape[-1], "columns")
for layer, (w, v) in enumerate(zip(text.weights.astype(float), text.values.astype(float)), 1):
    w /= w.sum(axis=1, keepdims=True)
    back = np.array([nonnegative_weights_back(v, output) for output in w @ v])
    right, largest = back.argmax(axis=1) == w.argmax(axis=1), w.max(axis=1)
    print(f"layer {layer}: {right.sum()} of {len(right)} named")
    if not right.all():
        print(f"         lost rows have no weight above {largest[~right].max():.2f}")
    assert right[largest > 0.5].all()

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - Any sentence up to the number of columns plus one comes back whole, to the precision of the model's own numbers.
# - Which token a row attends to most is often one that carries little, such as [CLS].
# - What you see is what the rows hold. What the model does with it is another question.
#
# **Next:** [every claim of this site, with its test](../about/claims.md).
