# ---
# title: Get the weights back
# description: A notebook to run and change. It adds up the row of “black” by hand, solves its weights back, meets test arrays from which not all come back, and ends with a real transformer.
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
# In this notebook you get the weights of one word back from its output. You are told that the sum still holds them. Do not believe it: take the values and the sum, throw the weights away, and see whether you can get them back. First with numpy alone; then with the functions of this site, the same that draw its figures.

# %%
import textwrap

import numpy as np

from snippets import examples, lab
from snippets.attention import attention
from snippets.examples import VALUES, WEIGHTS
from snippets.intervals import (
    can_be_strongest,
    columns_needed,
    intervals,
)
from snippets.recordings import load
from snippets.recovery import (
    free_directions,
    affine_rank,
    sigma,
    solve_weights,
)
from snippets.drawing.words import SENTENCE

np.set_printoptions(precision=3, suppress=True, linewidth=66)
words = [word.name for word in SENTENCE]  # the second is the2

# %% [markdown] address="hand"
# ## By hand: seven weights, six columns

# %% [markdown]
# Here is what *black* gives to each word, and what each word brings. The output row is one weighted sum for each column.

# %%
output = WEIGHTS @ VALUES

for word, weight, value in zip(words, WEIGHTS, VALUES):
    print(f"{word:6} {weight:.2f} × {value}")
print("sum          ", output)

# %% [markdown]
# Now forget the weights. What is left are the values and the sum: six equations, one for each column. And we know one thing more about weights, that they sum to one. That makes seven equations for seven unknowns.

# %%
equations = np.vstack([VALUES.T, np.ones(7)])
right_sides = np.append(output, 1)
print("solved:", np.linalg.solve(equations, right_sides))
print("true:  ", WEIGHTS)

# %% [markdown]
# `solve_weights` does the same, for any number of words and columns, and refuses when the equations do not settle the weights.

# %%
print("solve_weights:", solve_weights(VALUES, output))

# %% [markdown]
# And with fewer columns? Then it helps that no weight is negative. `can_be_strongest` asks, of all weights that are not negative, sum to one and give these columns (by linear programming), which words lead in some of them. **Before you run the next cell:** which words can still be the strongest if you know column 1 only? And three columns?

# %%
for k in (1, 2, 3, 6):
    possible = can_be_strongest(VALUES, output, columns=k)
    print(f"{k} of 6 columns:", *np.array(words)[possible])

# %% [markdown] address="exercise-flat"
# ### Exercise: a row without a favourite

# %% [markdown]
# Let *black* give the same to all seven words. Do the weights come back? And does any single number of the sum tell you that no word is special?

# %%
# Your turn.

# %% tags=["solution"]
flat = np.full(7, 1 / 7)
flat_output = flat @ VALUES  # the average of each column
flat_back = solve_weights(VALUES, flat_output)
print(flat_back)
assert np.allclose(flat_back, flat)

print("what cat can have, given one column alone:")
for k in range(6):
    one = VALUES[:, [k]], flat_output[[k]]
    low, high = intervals(*one)[2]
    print(f"  column {k + 1}: {low:.2f} to {high:.2f}")
    assert high - low > 0.4
print("No single column tells it; all six together do.")

# %% [markdown] address="exercise-column"
# ### Exercise: one column less

# %% [markdown]
# Hide the last column. How many different equations are left for seven unknown weights, the sum to one included? In which direction can the weights slide without changing the sum? And is *cat* still the strongest?

# %%
# Your turn. affine_rank(...) counts the equations,
# free_directions(...) finds the direction.

# %% tags=["solution"]
five = VALUES[:, :5]
print("equations, the sum to one included:", affine_rank(five))
(direction,) = free_directions(five)
print("direction:", direction)
print("along it the sum moves by", abs(direction @ five))
possible = can_be_strongest(five, output[:5])
low, high = intervals(five, output[:5])[2]
print(f"cat is between {low:.3f} and {high:.3f}")
print("can be the strongest:", *np.array(words)[possible])
assert affine_rank(five) == 6 and np.allclose(direction @ five, 0)
assert list(np.array(words)[possible]) == ["cat"]

# %% [markdown] address="course"
# ## The test arrays of a course: two of these weights cannot come back

# %% [markdown]
# The attention assignment of the Deep Learning Specialization checks your code with these arrays: four words, two columns, and words 2 and 3 have the same value.

# %%
course_outputs, course_weights = attention(
    examples.COURSE_QUERIES, examples.COURSE_KEYS, examples.COURSE_VALUES
)
print("values:")
print(examples.COURSE_VALUES)
print("weights of row 1:", course_weights[0])
print("output of row 1: ", course_outputs[0])

try:
    solve_weights(examples.COURSE_VALUES, course_outputs[0])
except ValueError as error:
    print("\nThe function refuses:")
    print(textwrap.fill(str(error), 60))

# %% [markdown]
# It is right to refuse: two of the weights can slide. What each weight can be, given both columns:

# %%
possible = intervals(examples.COURSE_VALUES, course_outputs[0])
for number, (low, high) in enumerate(possible, 1):
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
different = examples.COURSE_VALUES.copy()
different[2] = [0, 1]
print("words 2 and 3 different:", affine_rank(different), "equations")
print("Still too few for 4 weights: 4 words need 3 columns.")
wider = np.column_stack([different, [0, 0, 0, 1]])
print("and one more column:", affine_rank(wider), "equations")
mended = solve_weights(wider, course_weights[0] @ wider)
print("solved back:", mended)
print("true:       ", course_weights[0])
assert affine_rank(different) == 3 and affine_rank(wider) == 4
assert np.allclose(mended, course_weights[0])

# %% [markdown] address="transformer"
# ## A real transformer

# %% [markdown]
# These are the weights of a real transformer, solved back. The site has recorded what all-MiniLM-L6-v2 computes for *the black cat sat on the mat.*: six layers of twelve heads, each with 32 columns. Take the head in which *black* attends most to *cat*.

# %%
recording = load()
real_weights, real_values, real_outputs = recording.head(2, 9)
black = recording.row("black")

solved = solve_weights(real_values, real_outputs[black])
print("token  true   solved back")
true = real_weights[black]
for token, *both in zip(recording.tokens, true, solved):
    print(f"{token:6}", *(f"{weight:.4f}" for weight in both))
error = abs(solved - true).max()
print(f"largest error of any weight: {error:.1e}")

# %% [markdown]
# Now column by column. Each bar is everything that a weight can be; the thin mark is the true weight. Below each chart stands what the weight of the strongest word can be.

# %%
lab.columns(recording, layer=2, head=9, word="black")

# %% [markdown]
# [Chapter N](../explanation/columns.md) [reads this figure slowly](../explanation/columns.md#real). And here is the same output as the sum that it is. Each pile is one column; its colours are the words that brought the parts.

# %%
lab.pile(recording, layer=2, head=9, word="black")

# %% [markdown] address="exercise-hardest"
# ### Exercise: the hardest rows

# %% [markdown]
# How many output rows of layer 1 need nine columns until their strongest word is proven, and in which heads? `columns_needed(values, output)` counts for one output; `recording.exact_row(layer, head, row)` gives its weights, values and output in double precision. Guess first: can any output need more than nine?

# %%
# Your turn.

# %% tags=["solution"]
nine = {}
for head in range(1, 13):
    rows = (recording.exact_row(1, head, row) for row in range(10))
    nine[head] = sum(columns_needed(v, o) == 9 for _, v, o in rows)
print("outputs that need nine columns, by head:")
print(*(f"{head}: {count}" for head, count in nine.items()))
print("in all:", sum(nine.values()), "of 120 outputs")
settled = [affine_rank(recording.head(1, head)[1][:, :9]) for head in nine]
print("None needs more: in each of these heads nine columns and the")
print("sum to one are ten different equations, for ten weights.")
assert sum(nine.values()) > 0 and set(settled) == {10}

# %% [markdown] address="exercise-rounding"
# ### Exercise: round the sum

# %% [markdown]
# Round the output row of *black* to one decimal, then to whole numbers. How far off is the list of weights (the length of the difference), and how far could it be? The bound is the length of the rounding divided by `sigma(real_values)`; [chapter N says why](../explanation/mixture.md#distance). Which weights suffer?

# %%
# Your turn. solve_weights(..., tolerance=10.0) accepts
# a sum that is not exact, and fits it as well as it can.

# %% tags=["solution"]
exact, values, row = recording.exact_row(2, 9, black)
for decimals in (1, 0):
    rounded = row.round(decimals)
    found = solve_weights(values, rounded, tolerance=10.0)
    off = np.linalg.norm(found - exact)
    bound = np.linalg.norm(rounded - row) / sigma(values)
    print("decimals:", decimals)
    print(f"  off by {off:.3f}, at most {bound:.3f}")
    print("  weights:")
    print(found)
    print("  strongest:", recording.tokens[int(found.argmax())])
    assert off <= bound and found.argmax() == recording.row("cat")
print("The last bound allows every list of weights there is: none")
print(f"is further than {np.sqrt(2):.3f} from another. Some weights")
print("that are found fall below zero; cat stays ahead.")
assert bound > np.sqrt(2) and found.min() < 0

# %% [markdown] address="remember"
# ## What to remember

# %% [markdown]
# - You got the weights back from the sum and the values, with plain equations and from a real transformer.
# - Where they do not come back, there is a reason that you can compute: too few different equations.
# - Nothing in a network is built to do what you did here. It shows that the information is there.
#
# **Next:** [train the attention yourself](train.py), or read [what is really lost](../explanation/losses.md).
