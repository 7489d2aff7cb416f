"""Writes attention_cases.npz: attention as two other implementations compute it.

They are the operator Attention (opset 23) of ONNX Runtime, compiled for the processor, and of the
reference evaluator of ONNX, in float64. To write the file anew, from a folder of your own:

    python -m venv other && other/bin/pip install onnx onnxruntime
    other/bin/python tests/attention_cases.py

The tests read the file alone and need neither.
"""

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_suffix(".npz")
SEED = 23
# name: leading axes, m, n, d_k, d_v, how large the queries are, which words may be attended to
CASES = {
    "plain": ((1, 1), 3, 5, 4, 2, 1.0, None),
    "one_word": ((1, 1), 2, 1, 3, 3, 1.0, None),
    "heads": ((2, 3), 7, 7, 8, 8, 1.0, None),
    "wide": ((1, 2), 10, 33, 32, 32, 1.0, None),
    "masked": ((2, 2), 6, 9, 4, 5, 1.0, "random"),
    "causal": ((1, 3), 8, 8, 6, 4, 1.0, "causal"),
    "flat": ((1, 1), 4, 12, 16, 3, 1e-4, None),
    "sharp": ((1, 2), 5, 9, 8, 4, 30.0, None),
    "large_scores": ((1, 1), 4, 6, 4, 3, 1e4, "random"),
}


def inputs(name, rng):
    """Queries, keys and values of a case, float32, and its mask (m, n) of booleans, or None."""
    lead, m, n, d_k, d_v, scale, kind = CASES[name]
    queries = (scale * rng.normal(size=(*lead, m, d_k))).astype(np.float32)
    keys = rng.normal(size=(*lead, n, d_k)).astype(np.float32)
    values = rng.normal(size=(*lead, n, d_v)).astype(np.float32)
    masks = {"causal": np.tri(m, n, dtype=bool), "random": rng.random((m, n)) < 0.6, None: None}
    if kind == "random":
        masks[kind][:, 0] = True
    return queries, keys, values, masks[kind]


def model(precision, masked):
    """The operator as a model of its own: the outputs, and the weights after softmax."""
    from onnx import TensorProto, helper

    def tensor(name, kind=precision):
        return helper.make_tensor_value_info(name, kind, None)

    given = [tensor(name) for name in ("queries", "keys", "values")]
    given += [tensor("mask", TensorProto.BOOL)] if masked else []
    names = [each.name for each in given]
    node = helper.make_node(
        "Attention", names, ["outputs", "", "", "weights"], qk_matmul_output_mode=3
    )
    graph = helper.make_graph([node], "attention", given, [tensor("outputs"), tensor("weights")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10)


def computed(arrays, mask):
    """Outputs and weights by ONNX Runtime in float32, and by the reference evaluator in float64."""
    import onnxruntime
    from onnx import TensorProto
    from onnx.reference import ReferenceEvaluator

    names = ("queries", "keys", "values")
    masks = {} if mask is None else {"mask": mask}
    run = onnxruntime.InferenceSession(
        model(TensorProto.FLOAT, masks).SerializeToString(), providers=["CPUExecutionProvider"]
    ).run
    single = run(None, dict(zip(names, arrays)) | masks)
    reference = ReferenceEvaluator(model(TensorProto.DOUBLE, masks))
    double = reference.run(None, {k: a.astype(float) for k, a in zip(names, arrays)} | masks)
    return dict(zip(("outputs", "weights", "outputs_double", "weights_double"), single + double))


def main():
    import onnx
    import onnxruntime

    rng, parts = np.random.default_rng(SEED), {}
    for name in CASES:
        queries, keys, values, mask = inputs(name, rng)
        case = {"queries": queries, "keys": keys, "values": values}
        case |= {} if mask is None else {"mask": mask}
        case |= computed((queries, keys, values), mask)
        parts |= {f"{name}.{part}": array for part, array in case.items()}
    versions = {"onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__}
    versions |= {"numpy": np.__version__}
    told = {"program": "tests/attention_cases.py", "opset": 23, "seed": SEED, "versions": versions}
    np.savez_compressed(FILE, provenance=json.dumps(told, sort_keys=True), **parts)
    print(FILE.name, FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
