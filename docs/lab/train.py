# ---
# title: Train it yourself
# description: A notebook that trains a small attention in seconds, switches its scores off, makes it narrower, and gives it less to learn from. See what a sum must hold, and what breaks.
# needs: "A notebook: read it with its results, or download it, change the data or the width, and run it again. It builds on [same words, other relation](../explanation/relation.md)."
# image: relation/twins
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] address="lab-train"
# # Train it yourself

# %% [markdown]
# A small attention learns which adjective belongs to which noun in *the black cat sat on the white mat*. Every adjective and every noun must name its partner **from its own output row**, for pairs that it has never seen together. Training takes about half a second, so you can try what you like.

# %%
import numpy as np

from snippets import lab
from snippets.figures import learning, relation
from snippets.recovery import sigma
from snippets.relation import (
    TWINS,
    accuracy,
    forward,
    row_of,
    sentence,
    train,
    training_sentences,
    unseen_sentences,
)

np.set_printoptions(precision=2, suppress=True)
test = unseen_sentences()
print(len(training_sentences()), "sentences to learn from")
print(len(test), "to be tested with")

# %% [markdown] address="train"
# ## Train, and look at one row

# %%
trained = train("free", seed=0).parameters[-1]
print("right answers:", f"{accuracy(trained, test):.0%}")

for words in TWINS:
    row = row_of("black", words, trained)
    print("the {} {} sat on the {} {}:".format(*words))
    print("  black gives", row.weights)
    print("  and answers", max(row.answers, key=row.answers.get))

# %%
lab.show(relation.twins)

# %% [markdown]
# The two sentences hold the same words. The row of *black* differs because its weights differ, and the answer follows.

# %% [markdown] address="control"
# ## The control: switch the scores off

# %% [markdown]
# **Before you run the next cell:** with equal weights, how many of the answers can be right at best?

# %%
for kind in ("free", "limited", "uniform"):
    shares = [accuracy(train(kind, seed).parameters[-1], test, kind) for seed in range(5)]
    print(f"{kind:8}", " ".join(f"{share:4.0%}" for share in shares))

# %% [markdown]
# `limited` lets no word have much more than one half of the weight. `uniform` gives every word one eighth. Then both sentences get one answer, and one of the two must be wrong.

# %% [markdown] address="readability"
# ## Can its sums be read?

# %% [markdown]
# Two measures from the chapters: σ of the values of a sentence ([how well weights can be solved back](../explanation/mixture.md#distance)), before and after training, and the figure of [chapter 8](../explanation/learning.md#steps).

# %%
tokens = sentence(*TWINS[0])[1:]  # the second "the" stands for both
for name, parameters in zip(("before", "after"), (train().parameters[0], trained)):
    values = parameters["embedding"][tokens] @ parameters["value"]
    print(f"{name:7} σ = {sigma(values):.2f}")

# %%
lab.show(learning.steps)

# %% [markdown] address="exercise-width"
# ### Exercise: make it narrower

# %% [markdown]
# `train(size=4)` gives the head four columns instead of sixteen. Eight words in four columns: the weights can no longer be solved back. Will it still name the partners? And with two columns, with one?

# %%
# Your turn.

# %% tags=["solution"]
right = {}
for size in (16, 4, 2, 1):
    found = [train(size=size, seed=seed).parameters[-1] for seed in range(4)]
    right[size] = np.mean([accuracy(parameters, test) for parameters in found])
    seen = np.mean([accuracy(parameters, training_sentences()) for parameters in found])
    print(f"{size:2} columns: {right[size]:4.0%} of unseen, {seen:4.0%} of seen pairs")
print("Four columns cannot settle eight weights. They need not:")
print("a strong partner is read by its direction. One column")
print("learns by heart, and names hardly any new pair.")
assert right[16] == right[4] == 1 and right[2] > 0.7 > 0.3 > right[1]

# %% [markdown] address="exercise-data"
# ### Exercise: give it less to learn from

# %% [markdown]
# `train(sentences=...)` learns from the sentences that you give it. With how few does it still name pairs that it has never seen?

# %%
# Your turn. training_sentences()[chosen] picks some.

# %% tags=["solution"]
everything = training_sentences()
for count in (8, 20, 50, 200):
    shares = []
    for seed in range(4):
        chosen = np.random.default_rng(seed).choice(len(everything), count, replace=False)
        parameters = train(seed=seed, sentences=everything[chosen]).parameters[-1]
        shares.append((accuracy(parameters, everything[chosen]), accuracy(parameters, test)))
    learned, new = np.mean(shares, axis=0)
    print(f"{count:3} sentences: {learned:4.0%} of them, {new:4.0%} of unseen")
print("A handful is learned by heart. From some fifty on,")
print("what is learned is the relation.")
assert learned == new == 1

# %% [markdown] address="exercise-freeze"
# ### Exercise: freeze parts of it

# %% [markdown]
# `train(frozen=("value",))` leaves the matrix of the values as random as it began. The other names are embedding, position, query, key, output, answer. Which of them must learn, and which can stay random?

# %%
# Your turn. Guess first. Then freeze several at once.

# %% tags=["solution"]
names = ("embedding", "position", "query", "key", "value", "output", "answer")
together = [("embedding", "position", "query", "key"), ("embedding", "value", "output", "answer")]
right = {}
for frozen in [*((name,) for name in names), *together]:
    parameters = train(frozen=frozen).parameters[-1]
    weights = forward(parameters, test)["weights"]
    partner = np.mean([weights[:, row, place].mean() for row, place in enumerate((2, 1, 7, 6))])
    right[frozen] = accuracy(parameters, test)
    print(f"{right[frozen]:4.0%} right, partner {partner:.2f}, frozen:", *frozen)
print("No single part must learn. But when all that makes the")
print("scores is frozen, the partner gets no weight; and when all")
print("that makes and reads the values is frozen, it gets weight")
print("and nobody can read it.")
assert min(right[(name,)] for name in names) == 1 and max(right[each] for each in together) < 0.5

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - The relation came from the weights: switched off, at most half of the answers are right.
# - Fewer columns than words break the solving back, long before they break the reading.
# - One column is too few for both.
#
# **Next:** [your own sentence in a real transformer](sentence.py).
