"""The arrays of the course's own unit test: four words, two columns. Source: the course's assignment C5W4A1, scaled_dot_product_attention."""

import numpy as np

QUERIES = np.array([[1.0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 0, 1]])
KEYS = np.array([[1.0, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1]])
VALUES = np.array([[0.0, 0], [1, 0], [1, 0], [1, 1]])
EXPECTED_FIRST_WEIGHTS = np.array([0.2589478, 0.42693272, 0.15705977, 0.15705977])  # as the course prints them, in float32
