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
from snippets.recovery import rank, sigma
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
# ## The control: all weights equal

# %% [markdown]
# **Before you run the next cell:** with equal weights, how many of the 64 test answers can be right at best?

# %%
for kind in ("free", "limited", "uniform"):
    found = [train(kind, seed).parameters[-1] for seed in range(5)]
    shares = [accuracy(parameters, test, kind) for parameters in found]
    print(f"{kind:8}", " ".join(f"{share:4.0%}" for share in shares))

# %% [markdown]
# Each number is one random start. `limited` lets no word have much more than one half of the weight. `uniform` gives every word one eighth: then both sentences get one answer, and one of the two must be wrong. It can even be less than half, because an answer can be a word that is not in the sentence.

# %% [markdown] address="readability"
# ## What training does to the values

# %% [markdown]
# σ says [how well weights can be solved back](../explanation/mixture.md#distance); here is its middle value over the test sentences, before and after training. The two *the* count as one word: they have the same value, so their weights can never be told apart.

# %%
for name, parameters in zip(("before", "after"), (train().parameters[0], trained)):
    values = forward(parameters, test)["values"][:, 1:]
    print(f"{name:7} σ = {np.median([sigma(each) for each in values]):.2f}")

# %% [markdown]
# The figure shows it step by step, for the same start. First the share of right answers, and how often a linear read finds the noun in the sum; then the weight on the partner; then σ, with a dashed line for a training in which the matrix of the values stays random. [Chapter 8](../explanation/learning.md#steps) explains it.

# %%
lab.show(learning.steps)

# %% [markdown] address="exercise-width"
# ### Exercise: make the sum narrower

# %% [markdown]
# `train(size=4)` gives the values, and so the sum, four columns instead of sixteen. Can the weights still be solved back? Will it still name the partners? And with two columns, with one?

# %%
# Your turn. accuracy(train(size=4).parameters[-1], test) is
# one start; rank(values) counts the equations.

# %% tags=["solution"]
right, seven = {}, sentence(*TWINS[0])[1:]  # seven different words
for size in (16, 6, 4, 2, 1):
    found = [train(size=size, seed=s).parameters[-1] for s in range(4)]
    right[size] = np.mean([accuracy(each, test) for each in found])
    seen = np.mean([accuracy(each, training_sentences()) for each in found])
    equations = rank(found[0]["embedding"][seven] @ found[0]["value"])
    print(f"{size:2} columns: {equations} equations for 7 weights,")
    print(f"   {right[size]:4.0%} of unseen pairs, {seen:4.0%} of sentences it saw")
print("Six columns settle seven weights, four do not. The partner")
print("is still named: a strong word is read by its direction.")
print("One column learns what it saw, and few new pairs.")
assert right[16] == right[6] == right[4] == 1
assert right[2] > 0.7 > 0.4 > right[1]

# %% [markdown] address="exercise-data"
# ### Exercise: give it less to learn from

# %% [markdown]
# `train(sentences=...)` learns from the sentences that you give it. With how few does it still name pairs that it has never seen?

# %%
# Your turn. training_sentences()[chosen] picks some.

# %% tags=["solution"]
everything = training_sentences()
for count in (8, 20, 50, 200):
    new = []
    for seed in range(4):
        draw = np.random.default_rng(seed)
        chosen = everything[draw.choice(len(everything), count, replace=False)]
        few = train(seed=seed, sentences=chosen).parameters[-1]
        new.append(accuracy(few, test))
        assert accuracy(few, chosen) == 1
    shares = " ".join(f"{share:4.0%}" for share in new)
    print(f"{count:3} sentences: {shares} of unseen pairs")
print("All of them learn their own sentences by heart. From some")
print("fifty on, what is learned is the relation.")
assert min(new) == 1

# %% [markdown] address="exercise-freeze"
# ### Exercise: freeze parts of it

# %% [markdown]
# `train(frozen=("value",))` leaves the matrix of the values as random as it began. The other names are embedding, position, query, key, output, answer. Which of them must learn, and which can stay random?

# %%
# Your turn. Guess first. Then freeze several at once.

# %% tags=["solution"]
names = ("embedding", "position", "query", "key", "value", "output", "answer")
together = [
    ("embedding", "position", "query", "key"),
    ("embedding", "value", "output", "answer"),
]
right = {}
for frozen in [*((name,) for name in names), *together]:
    half = train(frozen=frozen).parameters[-1]
    weights = forward(half, test)["weights"]
    places = enumerate((2, 1, 7, 6))
    partner = np.mean([weights[:, row, place] for row, place in places])
    right[frozen] = accuracy(half, test)
    print("frozen:", *frozen)
    print(f"    {right[frozen]:4.0%} right, weight on the partner {partner:.2f}")
print("No single part must learn. When all that makes the scores")
print("is frozen, the partner gets no more than an equal share.")
print("When all that makes and reads the values is frozen, it gets")
print("weight, but the frozen answer matrix does not read it.")
assert min(right[(name,)] for name in names) == 1
assert max(right[each] for each in together) < 0.5

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - The relation came from the weights: with equal weights at most half of the answers are right.
# - Too few columns break the solving back, long before they break the reading.
# - One column is too few for both, in these trainings.
#
# **Next:** [your own sentence in a real transformer](sentence.py).
