"""A float32 ONNX graph with its matrices in int8 and its activations quantised token by token.

ONNX Runtime's own ``quantize_dynamic`` takes one scale for a whole batch of activations. One outlying token then
coarsens all others: measured on 280 needs, the lowest cosine to float32 was 0.9944, and the vector of a text depended
on the texts that happened to share its batch (cosine 0.994). Here every token has its own scale: 0.9985, and a batch
changes nothing.

Weights use 7 of the 8 bits (-63..63). On processors without VNNI instructions two products of a full int8 with a uint8
can overflow the 16-bit sum; with 7 bits they cannot, so every x86 processor gives the same vectors. It costs 0.0003 of
cosine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from matcher.arrays import FloatMatrix

WEIGHT_LIMIT: Final = 63
TABLE_LIMIT: Final = 127  # embedding rows are looked up, not multiplied in integers: all 8 bits are safe
_CONSTANTS: Final[dict[str, NDArray[np.generic]]] = {
    "one": np.array(1, np.float32),
    "middle": np.array(128, np.uint8),  # zero point of activations, which are symmetric around it
    "per_step": np.array(1 / 127, np.float32),
    "least_scale": np.array(1e-9, np.float32),  # a token of zeros must not divide by zero
    "last_axis": np.array([-1], np.int64),
}


def quantise_int8(float32: Path, int8: Path) -> None:
    """Rewrite the graph at ``float32`` into ``int8``; inputs and outputs keep names, types and shapes."""
    model = onnx.load(str(float32))
    rewriter = _Rewriter(model.graph)
    for node in model.graph.node:
        rewriter.rewrite(node)
    rewriter.store(model.graph)
    _strip_traces(model.graph)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(int8))


def rows_to_int8(matrix: FloatMatrix, limit: int) -> tuple[NDArray[np.int8], FloatMatrix]:
    """Integers in [-limit, limit] and one scale a row ``(rows, 1)``: ``matrix`` is about their product."""
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    scales = np.maximum(largest / limit, 1e-12).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales


def _strip_traces(graph: GraphProto) -> None:
    """Drop what the exporter noted about itself: stack traces with the paths of the machine it ran on."""
    for part in (graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")


class _Rewriter:
    """Collects the nodes and constants of the new graph; an activation that products share is quantised once."""

    def __init__(self, graph: GraphProto) -> None:
        self.constants = {tensor.name: tensor for tensor in graph.initializer}
        self.nodes: list[NodeProto] = []
        self.quantised: dict[str, tuple[str, str]] = {}  # activation -> names of its integers and of its scales
        for name, value in _CONSTANTS.items():
            self._constant(name, value)

    def rewrite(self, node: NodeProto) -> None:
        """Take over ``node``, in integers where it multiplies by a constant matrix or looks a row up in one."""
        if node.op_type == "MatMul" and self._is_matrix(node.input[1]):
            self._product(node)
        elif node.op_type == "Gather" and self._is_matrix(node.input[0]):
            self._lookup(node)
        else:
            self.nodes.append(node)

    def store(self, graph: GraphProto) -> None:
        """Put the new nodes into ``graph``, with those constants that some node still reads."""
        used = {name for node in self.nodes for name in node.input}
        del graph.node[:]
        graph.node.extend(self.nodes)
        del graph.initializer[:]
        graph.initializer.extend(tensor for name, tensor in self.constants.items() if name in used)

    def _is_matrix(self, name: str) -> bool:
        tensor = self.constants.get(name)
        return tensor is not None and len(tensor.dims) == 2 and tensor.data_type == TensorProto.FLOAT

    def _constant(self, name: str, value: NDArray[np.generic]) -> None:
        self.constants[name] = numpy_helper.from_array(value, name)

    def _add(self, operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Append a node and return its output; attributes have whatever type the operation gives them."""
        self.nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def _product(self, node: NodeProto) -> None:
        """``activation @ weights``: integers, then one scale for each column of the weights and each token."""
        activation, weights = node.input
        if f"{weights}_int8" not in self.constants:
            columns, scales = rows_to_int8(numpy_helper.to_array(self.constants[weights]).T, WEIGHT_LIMIT)
            self._constant(f"{weights}_int8", np.ascontiguousarray(columns.T))
            self._constant(f"{weights}_scale", scales[:, 0])
        integers, token_scales = self._tokens(activation)
        inputs = [integers, f"{weights}_int8", "one", f"{weights}_scale", "middle"]
        product = self._add("MatMulIntegerToFloat", inputs, f"{node.output[0]}_unscaled", domain="com.microsoft")
        self._add("Mul", [product, token_scales], node.output[0])

    def _tokens(self, activation: str) -> tuple[str, str]:
        """Names of the activation's uint8 values and of the scale of each token (its last axis kept, of size 1)."""
        if activation not in self.quantised:
            size = self._add("Abs", [activation], f"{activation}_size")
            largest = self._add("ReduceMax", [size, "last_axis"], f"{activation}_largest", keepdims=1)
            step = self._add("Mul", [largest, "per_step"], f"{activation}_step")
            scale = self._add("Max", [step, "least_scale"], f"{activation}_scale")
            scaled = self._add("Div", [activation, scale], f"{activation}_scaled")
            integers = self._add("QuantizeLinear", [scaled, "one", "middle"], f"{activation}_uint8")
            self.quantised[activation] = (integers, scale)
        return self.quantised[activation]

    def _lookup(self, node: NodeProto) -> None:
        """Row of an embedding table: its integers times its scale."""
        table, ids = node.input
        integers, scales = rows_to_int8(numpy_helper.to_array(self.constants[table]), TABLE_LIMIT)
        self._constant(f"{table}_int8", integers)
        self._constant(f"{table}_scale", scales)
        found = node.output[0]
        row = self._add("Gather", [f"{table}_int8", ids], f"{found}_int8", axis=0)
        scale = self._add("Gather", [f"{table}_scale", ids], f"{found}_scale", axis=0)
        self._add("Mul", [self._add("Cast", [row], f"{found}_cast", to=TensorProto.FLOAT), scale], found)
