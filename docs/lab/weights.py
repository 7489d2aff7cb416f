# ---
# title: Get the weights back
# description: A notebook to run and change. It adds up the row of “black” by hand, solves its weights back, meets test arrays from which they cannot come back, and ends with a real transformer.
# needs: "A notebook: read it with its results, or download it and change it. It builds on [all columns remember](../explanation/columns.md)."
# image: columns/narrowing
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] address="lab-weights"
# # Get the weights back

# %% [markdown]
# You are told that the sum still holds the weights. Do not believe it: take the sum, throw the weights away, and see whether you can get them back. All functions come from the package of this site, the same code that draws its figures.

# %%
import textwrap

import numpy as np

from snippets import course, lab
from snippets.attention import attention
from snippets.black_cat import VALUES, WEIGHTS
from snippets.intervals import (
    can_be_strongest,
    columns_needed,
    intervals,
)
from snippets.recordings import load
from snippets.recovery import (
    free_directions,
    rank,
    sigma,
    weights_back,
)
from snippets.words import SENTENCE

np.set_printoptions(precision=3, suppress=True)
words = [word.text for word in SENTENCE]

# %% [markdown] address="hand"
# ## By hand: seven weights, six columns

# %% [markdown]
# Here are what *black* gives to each word, and what each word brings. The output row is one weighted sum for each column.

# %%
output = WEIGHTS @ VALUES

for word, weight, value in zip(words, WEIGHTS, VALUES):
    print(f"{word:6} {weight:.2f} × {value}")
print("sum          ", output)

# %% [markdown]
# **Before you run the next cell:** which words can still be the strongest if you know column 1 only? And with all six?

# %%
for k in (1, 2, 3, 6):
    possible = can_be_strongest(VALUES, output, columns=k)
    print(k, "column" + "s" * (k > 1) + ":", *np.array(words)[possible])

# %% [markdown]
# With all six columns nothing is open. The function below has never seen the weights; it gets the values and the sum.

# %%
print("solved back:", weights_back(VALUES, output))
print("true:       ", WEIGHTS)

# %% [markdown] address="exercise-flat"
# ### Exercise: a row without a favourite

# %% [markdown]
# Let *black* give the same to all seven words. Do the weights come back? Which of the six numbers of the sum tell you that no word is special?

# %%
# Your turn.

# %% tags=["solution"]
flat = np.full(7, 1 / 7)
back = weights_back(VALUES, flat @ VALUES)
print(back)
print("No single number tells it. All six together do:")
print("they are the averages of their columns,", VALUES.mean(axis=0))
assert np.allclose(back, flat)

# %% [markdown] address="exercise-column"
# ### Exercise: one column less

# %% [markdown]
# Hide the last column. How many different equations are left for seven unknown weights? In which direction can the weights slide without changing the sum?

# %%
# Your turn. rank(...) counts the equations,
# free_directions(...) finds the direction.

# %% tags=["solution"]
five = VALUES[:, :5]
print("equations, the sum to one included:", rank(five))
(direction,) = free_directions(five)
print("direction:", direction)
print("along it the sum moves by", abs(direction @ five))
print("and the total of the weights by", abs(direction.sum()).round(9))
assert rank(five) == 6 and np.allclose(direction @ five, 0) and np.isclose(direction.sum(), 0)

# %% [markdown] address="course"
# ## The test arrays of a course: these weights cannot come back

# %% [markdown]
# The attention assignment of the Deep Learning Specialization checks your code with these arrays: four words, two columns, and words 2 and 3 have the same value.

# %%
outputs, weights = attention(course.QUERIES, course.KEYS, course.VALUES)
print("values:\n", course.VALUES)
print("weights of row 1:", weights[0])
print("output of row 1: ", outputs[0])

try:
    weights_back(course.VALUES, outputs[0])
except ValueError as error:
    print("\nThe function refuses:\n" + textwrap.fill(str(error), 60))

# %% [markdown]
# It is right to refuse. What each weight can be, given both columns:

# %%
for number, (low, high) in enumerate(intervals(course.VALUES, outputs[0]), 1):
    print(f"word {number}: {low:.3f} to {high:.3f}")

# %% [markdown]
# Words 1 and 4 come back. Words 2 and 3 can share their total in any way, because they bring the same. If you tried to find your score in this toy, you looked in a place where it really is lost.

# %% [markdown] address="exercise-course"
# ### Exercise: mend the toy

# %% [markdown]
# Change the values so that all four weights come back. Is it enough to make words 2 and 3 different? Try it first.

# %%
# Your turn.

# %% tags=["solution"]
different = course.VALUES.copy()
different[2] = [0, 1]
print("words 2 and 3 different:", rank(different), "equations")
print("Still too few for 4 weights: 4 words need 3 columns.")
wider = np.column_stack([different, [0, 0, 0, 1]])
print("and one more column:", rank(wider), "equations")
print("solved back:", weights_back(wider, weights[0] @ wider))
print("true:       ", weights[0])
assert rank(different) == 3 and rank(wider) == 4
assert np.allclose(weights_back(wider, weights[0] @ wider), weights[0])

# %% [markdown] address="transformer"
# ## A real transformer

# %% [markdown]
# The site has recorded what all-MiniLM-L6-v2 computes for *the black cat sat on the mat.*: six layers of twelve heads, each with 32 columns. Take the head in which *black* attends most to *cat*.

# %%
recording = load()
weights, values, outputs = recording.head(2, 9)
black = recording.row("black")

back = weights_back(values, outputs[black])
print("token  true   solved back")
for token, true, solved in zip(recording.tokens, weights[black], back):
    print(f"{token:6} {true:.4f} {abs(solved):.4f}")
print("largest error:", f"{abs(back - weights[black]).max():.1e}")

# %%
lab.columns(recording, layer=2, head=9, word="black")

# %% [markdown]
# Chapter 3 [reads this figure slowly](../explanation/columns.md#real). And here is the same row as the sum that it is:

# %%
lab.pile(recording, layer=2, head=9, word="black")

# %% [markdown] address="exercise-hardest"
# ### Exercise: the hardest row

# %% [markdown]
# In which head, and for which token, does it take the most columns until the strongest is proven? `columns_needed(values, output)` counts them; `recording.exact_row(layer, head, row)` gives weights, values and output in double precision. Guess first: how many columns can it be at most, with ten tokens?

# %%
# Your turn. There are 6 × 12 × 10 rows;
# counting in all of them takes about a minute.

# %% tags=["solution"]
full = {}
for head in range(1, 13):  # the first layer only, to save time
    rows = (recording.exact_row(1, head, row) for row in range(10))
    full[head] = sum(columns_needed(v, o) == 9 for _, v, o in rows)
print("rows of layer 1 that need all nine columns, by head:")
print(full)
print("More is never needed: ten weights that sum to one")
print("have nine unknowns.")
assert sum(full.values()) > 0

# %% [markdown] address="exercise-rounding"
# ### Exercise: round the sum

# %% [markdown]
# Round the output row of *black* to one decimal, then to whole numbers. How far off are the weights, and how far could they be? The bound is the length of the rounding divided by `sigma(values)`.

# %%
# Your turn. weights_back(..., tolerance=10.0) accepts
# a sum that is not exact.

# %% tags=["solution"]
weights, values, output = recording.exact_row(2, 9, black)
for decimals in (1, 0):
    rounded = output.round(decimals)
    back = weights_back(values, rounded, tolerance=10.0)
    off, bound = np.linalg.norm(back - weights), np.linalg.norm(rounded - output) / sigma(values)
    strongest = recording.tokens[int(back.argmax())]
    print(f"{decimals} decimals: off by {off:.3f}, at most {bound:.3f}")
    print("            the strongest is", strongest)
    assert off <= bound and strongest == "cat"

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - You got the weights back from the sum and the values, by hand and from a real transformer.
# - Where they do not come back, there is a reason that you can compute: too few different equations.
# - Nothing in a network does what you did here. It shows that the information is there.
#
# **Next:** [train the attention yourself](train.py), or read [what is really lost](../explanation/losses.md).
