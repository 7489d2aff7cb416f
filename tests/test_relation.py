"""The claims of the chapter "Same words, other relation"."""

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from snippets.recordings import Forms, Pairs, load_forms, load_pairs
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
    own_noun_leads,
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
    """When no weight can pass 0.51, all partners are still named in nine of ten starts, and 61 of
    64 in the tenth.
    """
    shares = [
        accuracy(parameters, unseen_sentences(), "limited") for parameters in trained("limited")
    ]
    assert sorted(round(64 * share) for share in shares) == [61] + [64] * 9
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
    """In every start with free or limited weights, each asking word of the test gives its partner
    more weight than the other word of that kind.
    """
    rival = {1: 7, 2: 6, 6: 2, 7: 1}
    for kind in ("free", "limited"):
        for parameters in trained(kind):
            weights = forward(parameters, unseen_sentences(), kind)["weights"]
            for row, (asking, partner) in enumerate(zip(ASKING, PARTNER)):
                assert (weights[:, row, partner] > weights[:, row, rival[int(asking)]]).all()


def test_half_the_weight_is_the_largest_part_of_most_columns():
    """When no weight can pass 0.51, the partner is still the largest single part of more than half
    of the 16 columns of the sum in the first start, whichever of the four words asks, in both
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


@pytest.fixture(scope="module")
def back():
    """The weights on own and other noun of all four forms, solved back from the sums of the heads
    that are kept: own, other by layer and head from 1; (4, 182, 2) each. The first form by the
    definition of solving, one sentence after another.
    """
    pairs, forms = load_pairs(), load_forms()
    solved = {}
    for k, (layer, head) in enumerate(pairs.heads):
        weights = np.array(
            [solve_weights(v, o) for v, o in zip(pairs.values[:, k], pairs.outputs[:, k])]
        )
        solved[layer, head] = tuple(
            np.concatenate([weights[None, :, (0, 1), columns], rest[..., layer - 1, head - 1]])
            for columns, rest in (
                (pairs.OWN, forms.own_solved),
                (pairs.OTHER, forms.other_solved),
            )
        )
    return solved


@cache
def recorded():
    """The weights that the model gave to own and other noun: (4, 182, 2, layers, heads) each."""
    pairs, forms = load_pairs(), load_forms()
    return tuple(
        np.concatenate([first[None], rest])
        for first, rest in ((pairs.own, forms.own), (pairs.other, forms.other))
    )


def weights_of(layer, head):
    return tuple(weights[..., layer - 1, head - 1] for weights in recorded())


def passing(forms):
    """The heads, from 1, whose every adjective gives its own noun more, in all of these forms."""
    heads = [(layer, head) for layer in range(1, 7) for head in range(1, 13)]
    return [each for each in heads if np.greater(*weights_of(*each))[forms].all()]


def test_six_heads_follow_the_noun_in_both_twins_out_of_their_sums(back):
    """In 182 sentences and their twins with the adjectives exchanged, seven of 72 heads give every
    adjective's own noun more weight than the other noun; six of them still do when the weights are
    solved back out of the sums. In the sentences alone, without their twins, it is eight and seven.
    """
    twins, alone = passing([0, 1]), passing([0])
    assert twins == [(1, 3), (2, 5), (2, 9), (3, 9), (4, 9), (5, 7), (5, 10)]
    assert alone == sorted([*twins, (3, 2)]) == [tuple(map(int, k)) for k in load_pairs().heads]
    assert [head for head in twins if np.greater(*back[head])[:2].all()] == twins[1:]
    assert [head for head in alone if np.greater(*back[head])[0].all()] == alone[1:]
    assert min(weights_of(*head)[0][:2].min() for head in twins[1:]) > 0.02


def test_weights_below_the_rounding_do_not_come_back(back):
    """In both twins the weights of layer 1 head 3 on the nouns are far below the rounding of its
    sums, and solved back they are in no better order than by chance.
    """
    assert max(weights[:2].max() for weights in weights_of(1, 3)) < 1e-8
    for form in range(2):
        own, other = (weights[form] for weights in back[1, 3])
        assert 0.3 < (own > other).mean() < 0.7


def test_heads_that_pass_with_the_next_word_fail_without_it():
    """Where no adjective stands beside its noun, none of the six heads that passed both twins by
    weights above the rounding passes without exception; layer 2 head 9 gives the own noun more in
    about 70 percent, with hardly any weight on either, layer 2 head 5 and layer 3 head 9 in half.
    """
    assert set(passing([0, 1])) & set(passing([2, 3])) == {(1, 3)}
    apart = {head: weights_of(*head) for head in ((2, 9), (2, 5), (3, 9))}
    right = {head: (own > other)[2:].mean() for head, (own, other) in apart.items()}
    assert 0.68 < right[2, 9] < 0.71 and np.median(apart[2, 9][0][2:]) < 0.001
    assert np.median(apart[2, 9][0][:2]) > 0.7
    assert abs(right[2, 5] - 0.5) < 0.002 > abs(right[3, 9] - 0.5)


def test_no_head_ties_adjectives_to_nouns_in_both_forms_without_exception(back):
    """Four heads pass where no adjective stands beside its noun, by their weights and by those that
    are solved back out of the sums; the only one that passes in both forms is layer 1 head 3,
    and its weights in the twins do not come back.
    """
    forms = load_forms()
    solved = (forms.own_solved > forms.other_solved)[1:].all(axis=(0, 1, 2))
    assert passing([2, 3]) == [(1, 3), (2, 10), (3, 1), (3, 12)]
    assert [(layer + 1, head + 1) for layer, head in np.argwhere(solved)] == passing([2, 3])
    assert passing([0, 1, 2, 3]) == [(1, 3)]
    counted, again = own_noun_leads(), own_noun_leads(solved=True)
    assert (counted == np.greater(*recorded())).all()
    assert not again.all(axis=(0, 1, 2)).any()
    for (layer, head), (own, other) in back.items():
        same = again[..., layer - 1, head - 1] == (own > other)
        assert (same | (np.abs(own - other) < 1e-9)).all()


def test_two_heads_are_nearly_always_right_in_both_forms():
    """Layer 3 head 12 gives the other noun more in only two of 1,456 cases, layer 4 head 9 in
    three, and every other head is wrong more often. In every form the own noun is the nearer one.
    """
    wrong = (~np.greater(*recorded())).sum(axis=(0, 1, 2))
    assert recorded()[0][..., 0, 0].size == 1456
    order = np.argsort(wrong, axis=None)[:4]
    heads = [(int(k) // 12 + 1, int(k) % 12 + 1) for k in order]
    assert heads[:3] == [(1, 3), (3, 12), (4, 9)]
    assert wrong.ravel()[order].tolist()[:3] == [0, 2, 3] and wrong.ravel()[order[3]] > 3
    asking, own, other = (
        np.array([getattr(Pairs, rows), *getattr(Forms, rows)])
        for rows in ("ASKING", "OWN", "OTHER")
    )
    assert (abs(own - asking) < abs(other - asking)).all()
    assert set((own - asking)[:2].ravel()) == {1} and set((other - asking)[:2].ravel()) == {6, -4}


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
