"""Which words one column of an output lets lead: a reference without linear programs."""

import numpy as np


def can_lead(column, given):
    """Whether each word is the strongest, or one of several, in some weighting of one column.

    The weightings in which a word leads are the mixtures of even shares over the sets of words that
    hold it, so what the column can be lies between the least and the largest mean of such a set.
    """
    return [_least(column, j) <= given <= -_least(-column, j) for j in range(len(column))]


def _least(column, j):
    """The least mean of a set of words with word j: for some k it holds the k smallest others."""
    others = np.sort(np.delete(column, j))
    sums = column[j] + np.append(0, np.cumsum(others))
    return (sums / np.arange(1, len(column) + 1)).min()


def proves(column, given):
    """The only word that can lead, given one column; None when there are several."""
    leading = np.flatnonzero(can_lead(column, given))
    return int(leading[0]) if len(leading) == 1 else None
