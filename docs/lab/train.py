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
# A small attention learns which adjective belongs to which noun in *the black cat sat on the white mat*. Every adjective and every noun must name its partner **from its own row**, for pairs that it has never seen together. Training takes about half a second, so you can try what you like.
#
# It is one head, with seven tables of numbers that are learned:
#
# - Each word has an `embedding`, 32 numbers, and each place a `position`, which is added for queries and keys only.
# - `query` and `key` make scores, and softmax makes the weights.
# - `value` makes a value of 16 columns from the embedding alone. So nothing in the sum says where a word stood: only the weights can tell apart two sentences of the same words.
# - `output` turns the sum back into 32 numbers, and these are added to the embedding of the word that asks. The result is its row.
# - `answer` turns the row into a score for each of the 16 adjectives and nouns.

# %%
import numpy as np

from snippets import lab
from snippets.figures import learning, relation
from snippets.recovery import affine_rank, sigma
from snippets.relation import (
    PARTNER,
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

# %% [markdown]
# `train` keeps the learned tables at some of its steps, in `.parameters`; the last of them is `[-1]`. `accuracy` counts right answers: four words ask in each of the 16 test sentences, so there are 64.

# %%
trained = train("free", seed=0).parameters[-1]
print("right answers:", f"{accuracy(trained, test):.0%}")

for words in TWINS:
    row = row_of("black", words, trained)
    print("the {} {} sat on the {} {}:".format(*words))
    print("  black gives", row.weights)
    print("  and answers", row.answer)

# %%
lab.show(relation.twins)

# %% [markdown]
# The two sentences hold the same words. The sum for *black* differs because its weights differ, and the answer follows.

# %% [markdown] address="control"
# ## The control: all weights equal

# %% [markdown]
# **Before you run the next cell:** with equal weights, how many of the 64 test answers can be right at best?

# %%
for kind in ("free", "limited", "uniform"):
    found = [train(kind, seed).parameters[-1] for seed in range(5)]
    right = [accuracy(parameters, test, kind) for parameters in found]
    print(f"{kind:8}", " ".join(f"{share:4.0%}" for share in right))

# %% [markdown]
# Each number is one random start. `limited` lets no word have much more than one half of the weight, so that the sum is never almost one word alone. `uniform` gives every word one eighth: then both sentences get one answer, and one of the two must be wrong. It can even be less than half, because an answer can also be a word of the asking word's own kind.

# %% [markdown] address="readability"
# ## What training does to the values

# %% [markdown]
# Training makes the values longer, and per unit of length not easier to tell apart. σ says [how far, at least, a change of weights moves the sum](../explanation/mixture.md#distance). It grows, but the values grow more. What does not depend on their length is the condition number, the largest stretch divided by σ: the lower, the better. Here are the medians over the test sentences, before and after training. The two *the* count as one word: they have the same value, so their weights can never be told apart.

# %%
untrained = train().parameters[0]
for name, each in (("before", untrained), ("after", trained)):
    values = forward(each, test)["values"][:, 1:]
    length = np.median(np.linalg.norm(values, axis=2))
    moved = values - values.mean(axis=1, keepdims=True)
    largest = [np.linalg.norm(each, 2) for each in moved]
    least = [sigma(each) for each in values]
    condition = np.median(np.divide(largest, least))
    print(f"{name:7} σ {np.median(least):.2f}, length {length:.2f}", end="")
    print(f", condition number {condition:.2f}")

# %% [markdown]
# The figure shows it step by step, for the same start. First the share of right answers, and how often [a linear read](../explanation/reading.md#read) finds the noun in the sum; then the weight on the partner; then the condition number. The dashed lines belong to a training in which the values stay random. [Chapter N](../explanation/learning.md#steps) explains it.

# %%
lab.show(learning.steps)

# %% [markdown] address="exercise-width"
# ### Exercise: make the sum narrower

# %% [markdown]
# `train(size=4)` gives the values, and so the sum, four columns instead of sixteen. Can the weights still be solved back? Will it still name the partners? And with three columns, two, one? Try several starts, `train(size=3, seed=1)`.

# %%
# Your turn. For one start:
small = train(size=4, seed=0).parameters[-1]
values = forward(small, test[:1])["values"][0, 1:]  # seven words
print(affine_rank(values), "equations;", accuracy(small, test), "right")

# %% tags=["solution"]
right, seen, equations = {}, {}, {}
everything = training_sentences()
for size in (16, 6, 4, 3, 2, 1):
    starts = (train(size=size, seed=seed) for seed in range(4))
    found = [each.parameters[-1] for each in starts]
    right[size] = np.array([accuracy(p, test) for p in found])
    seen[size] = np.array([accuracy(p, everything) for p in found])
    values = forward(found[0], test[:1])["values"][0, 1:]
    equations[size] = affine_rank(values)
    print(f"width {size:2}: {equations[size]} equations, 7 weights")
    print("   unseen: ", *(f"{each:4.0%}" for each in right[size]))
    print("   learned:", *(f"{each:4.0%}" for each in seen[size]))
print("Six columns settle seven weights, four do not; the partner")
print("is still named, for a strong word is read by its direction.")
print("With three, one start of the four learned next to nothing: a")
print("training can fail, too, not only a sum. With one, all fail on")
print("pairs that they have not seen.")
assert list(equations.values()) == [7, 7, 5, 4, 3, 2]
assert right[16].min() == right[6].min() == right[4].min() == 1
assert right[3].max() == 1 and seen[3].min() < 0.3
assert right[1].max() < 0.5

# %% [markdown] address="exercise-data"
# ### Exercise: give it less to learn from

# %% [markdown]
# `train(sentences=...)` learns from the sentences that you give it. With how few does it still name pairs that it has never seen? Does it matter whether you take the first ones of the list, or draw them at random?

# %%
# Your turn. For one start:
everything = training_sentences()
few = everything[:50]
learned = train(sentences=few).parameters[-1]
print(f"the first 50: {accuracy(learned, test):.0%} of unseen pairs")

# %% tags=["solution"]
new, everything = {}, training_sentences()
for count in (8, 20, 50, 200):
    for kind in ("first", "drawn"):
        new[kind, count] = []
        for seed in range(4):
            order = np.arange(len(everything))
            if kind == "drawn":
                order = np.random.default_rng(seed).permutation(order)
            few = everything[order[:count]]
            learned = train(seed=seed, sentences=few).parameters[-1]
            new[kind, count].append(accuracy(learned, test))
        told = " ".join(f"{share:4.0%}" for share in new[kind, count])
        print(f"{count:3} sentences, {kind}: {told} of unseen pairs")
print("Fifty drawn ones are enough, two hundred first ones are not:")
print("all of them begin with the black. It is variety that counts.")
assert np.mean(new["drawn", 50]) > 0.98 < np.mean(new["drawn", 200])
assert np.mean(new["first", 200]) < 0.9
assert (everything[:200, 1] == sentence(*TWINS[0])[1]).all()

# %% [markdown] address="exercise-freeze"
# ### Exercise: freeze parts of it

# %% [markdown]
# `train(frozen=("value",))` leaves the matrix of the values as random as it began. The other names are embedding, position, query, key, output, answer. Which of them must learn, and which can stay random?

# %%
# Your turn. Guess first. Then freeze several at once.

# %% tags=["solution"]
scores = ("embedding", "position", "query", "key")
reading = ("embedding", "value", "output", "answer")
values = ("embedding", "value")
alone = [(name,) for name in dict.fromkeys(scores + reading)]
right, partner = {}, {}
for frozen in [*alone, values, scores, reading]:
    starts = (train(seed=seed, frozen=frozen) for seed in range(3))
    found = [each.parameters[-1] for each in starts]
    right[frozen] = np.array([accuracy(p, test) for p in found])
    weights = np.array([forward(p, test)["weights"] for p in found])
    # rows 0 to 3 ask; PARTNER are the places of their partners
    partner[frozen] = weights[:, :, range(4), PARTNER].mean()
    print("frozen:", *frozen)
    print("   right:", *(f"{each:4.0%}" for each in right[frozen]))
    print(f"   mean weight on the partner: {partner[frozen]:.2f}")
print("No single part must learn in these starts, and the values")
print("need not learn at all: the others do it without them.")
print("With all that makes the scores frozen, the partner gets on")
print("average about an equal share, 1/8. With all that makes and")
print("reads the values frozen, it gets weight, and nothing learns")
print("to read it.")
assert min(right[each].min() for each in [*alone, values]) == 1
assert max(right[scores].max(), right[reading].max()) < 0.5
assert abs(partner[scores] - 1 / 8) < 0.02 and partner[reading] > 0.2

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - The relation came from the weights: with equal weights at most half of the answers are right.
# - With four columns the weights cannot be solved back any more, and every partner is still named.
# - With three columns it depends on the start; one column is too few to name pairs that were never seen.
#
# **Next:** [your own sentence in a real transformer](sentence.py).
