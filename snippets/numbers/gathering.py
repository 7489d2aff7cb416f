"""Numbers of the answers on [CLS], the last token, and the residual."""

import numpy as np

from snippets.gathering import cls_of_two_sentences, of_cls, still_itself


def words():
    """What [CLS] gives to the words together in the last layer."""
    return {"6": f"{of_cls()[-1, 1]:.2f}"}


def two_sentences():
    """The cosine between the last rows of [CLS] in two sentences."""
    return f"{cls_of_two_sentences():.2f}"


def nearest():
    """Of the tokens of the sentence, how many rows are most alike to their own first row after the
    last layer; and how many tokens there are.
    """
    cosines = still_itself()
    right = (cosines.argmax(axis=2) == np.arange(cosines.shape[1])).sum(axis=1)
    return {"6": str(right[5]), "all": str(cosines.shape[1])}
