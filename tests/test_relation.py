"""The claims of the chapter "Same words, other relation"."""

import numpy as np
from numpy.testing import assert_allclose

from snippets.recordings import load_pairs
from snippets.recovery import solve_weights
from snippets.relation import (
    ADJECTIVES,
    ASKING,
    KINDS,
    NOUNS,
    PARTNER,
    TWINS,
    VOCABULARY,
    accuracy,
    forward,
    is_unseen,
    limited_partners,
    row_of,
    sentence,
    train,
    training_sentences,
    unseen_sentences,
)

SEEDS = range(10)


def trained(kind):
    return [train(kind, seed).parameters[-1] for seed in SEEDS]


def test_a_trained_attention_names_partners_it_has_never_seen_together():
    """A trained attention names every partner from its sums, for pairs it has never seen together,
    with each of ten random starts.
    """
    assert [accuracy(parameters, unseen_sentences()) for parameters in trained("free")] == [
        1.0
    ] * 10
    words = (*ADJECTIVES, *NOUNS)
    for tokens in training_sentences():
        a, n, b, m = (words[token] for token in tokens[ASKING])
        assert not is_unseen(a, n) and not is_unseen(b, m)
    for tokens in unseen_sentences():
        a, n, b, m = (words[token] for token in tokens[ASKING])
        assert all(is_unseen(x, y) for x in (a, b) for y in (n, m))


def test_with_equal_weights_both_sentences_get_one_answer():
    """With equal weights the row of “black” is the same in both sentences, and so is its answer."""
    for parameters in trained("uniform"):
        one = forward(parameters, sentence("black", "cat", "white", "mat")[None], "uniform")
        other = forward(parameters, sentence("white", "cat", "black", "mat")[None], "uniform")
        assert_allclose(one["rows"][0, 0], other["rows"][0, 2], atol=1e-12)
        assert one["answers"][0, 0].argmax() == other["answers"][0, 2].argmax()


def test_with_equal_weights_no_more_than_half_is_right():
    """With equal weights no start is right in more than half of the answers."""
    shares = [
        accuracy(parameters, unseen_sentences(), "uniform") for parameters in trained("uniform")
    ]
    assert max(shares) <= 0.5 and min(shares) > 0.3


def test_half_a_sum_of_other_words_does_not_hide_the_partner():
    """When no weight can pass 0.51, nearly all partners are still named, and in most starts all of
    them.
    """
    shares = [
        accuracy(parameters, unseen_sentences(), "limited") for parameters in trained("limited")
    ]
    assert min(shares) > 0.9 and np.median(shares) == 1.0
    largest = max(
        forward(parameters, unseen_sentences(), "limited")["weights"].max()
        for parameters in trained("limited")
    )
    assert largest < 0.51
    own = np.take_along_axis(
        forward(trained("limited")[0], unseen_sentences(), "limited")["weights"],
        PARTNER[None, :, None].repeat(16, 0),
        2,
    )
    assert own.max() < 0.51 and own.min() > 0.3  # so about half of every sum is other words


def test_the_partner_always_gets_more_than_its_rival():
    """In every start with free or limited weights, each test row gives its partner more weight than
    the other word of that kind.
    """
    rival = {1: 7, 2: 6, 6: 2, 7: 1}
    for kind in ("free", "limited"):
        for parameters in trained(kind):
            weights = forward(parameters, unseen_sentences(), kind)["weights"]
            for row, (asking, partner) in enumerate(zip(ASKING, PARTNER)):
                assert (weights[:, row, partner] > weights[:, row, rival[int(asking)]]).all()


def test_half_the_weight_is_the_largest_part_of_most_columns():
    """When no weight can pass 0.51, the partner is still the largest single part of more than half
    of the columns of the sum in the first start, whichever of the four words asks, in both
    sentences.
    """
    weights, largest = limited_partners(0)
    assert weights.max() < 0.51 and largest.min() > 8
    seen = forward(
        trained("limited")[0], np.array([sentence(*words) for words in TWINS]), "limited"
    )
    parts = seen["weights"][..., None] * seen["values"][:, None]
    assert_allclose(parts.sum(axis=2), seen["outputs"])
    assert_allclose(
        weights,
        np.array(
            [seen["weights"][:, row, partner] for row, partner in enumerate(PARTNER)]
        ).T.ravel(),
    )
    assert list(largest) == [
        np.sum(np.abs(parts[i, row]).argmax(axis=0) == PARTNER[row])
        for i in range(2)
        for row in range(4)
    ]


def test_the_partner_need_not_be_the_largest_part_of_most_columns():
    """In some starts of the limited attention the partner is the largest part of fewer than half of
    the columns, and both sentences are still answered right; in nine of ten starts they are.
    """
    partners = [[VOCABULARY[token] for token in sentence(*words)[PARTNER]] for words in TWINS]

    def answer(word, words, parameters):
        answers = row_of(word, words, parameters, "limited").answers
        return max(answers, key=answers.get)

    right = np.array(
        [
            [[answer(word, words, parameters) for word in words] for words in TWINS] == partners
            for parameters in trained("limited")
        ]
    )
    fewer = np.array([limited_partners(seed)[1].min() < 8 for seed in range(10)])
    assert right.sum() == 9 and (right & fewer).sum() >= 2


def solved(pairs, k):
    back = np.array(
        [
            solve_weights(pairs.values[s, k], pairs.outputs[s, k])
            for s in range(len(pairs.sentences))
        ]
    )
    return back[:, (0, 1), pairs.OWN], back[:, (0, 1), pairs.OTHER]


def test_seven_heads_tie_every_adjective_to_its_noun_out_of_their_sums():
    """In 182 sentences eight of 72 heads give every adjective's own noun more weight than the other
    noun; seven of them still do when the weights are solved back out of the sums.
    """
    pairs = load_pairs()
    always = (pairs.own > pairs.other).all(axis=(0, 1))
    assert len(pairs.sentences) == 182 and always.sum() == 8
    assert {(layer + 1, head + 1) for layer, head in np.argwhere(always)} == {
        tuple(map(int, head)) for head in pairs.heads
    }
    kept = [bool((own > other).all()) for own, other in (solved(pairs, k) for k in range(8))]
    assert sum(kept) == 7


def test_weights_below_the_rounding_do_not_come_back():
    """The eighth head's weights on the nouns are far below the rounding of its sums, and solved
    back they are in no better order than by chance.
    """
    pairs = load_pairs()
    eighth = next(k for k, head in enumerate(pairs.heads) if tuple(head) == (1, 3))
    assert pairs.own[:, :, 0, 2].max() < 1e-8
    own, other = solved(pairs, eighth)
    assert 0.3 < (own > other).mean() < 0.7


def test_all_three_trainings_differ_in_their_weights_only():
    """The three attentions start from the same parameters and differ in nothing but how their
    weights are made.
    """
    starts = [train(kind, 3).parameters[0] for kind in KINDS]
    for name in starts[0]:
        for other in starts[1:]:
            assert_allclose(starts[0][name], other[name], atol=0)
    same = [forward(starts[0], unseen_sentences(), kind) for kind in KINDS]
    for other in same[1:]:
        assert_allclose(same[0]["values"], other["values"], atol=0)
        assert np.abs(same[0]["weights"] - other["weights"]).max() > 1e-3
