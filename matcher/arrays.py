"""The array types of this package, named once; shapes stand in the docstrings of those who use them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# float32 throughout: an embedding needs no more, and half the memory moves twice as fast.
FloatVector = NDArray[np.float32]
FloatMatrix = NDArray[np.float32]
IntVector = NDArray[np.int64]
BoolVector = NDArray[np.bool_]
BoolMatrix = NDArray[np.bool_]
