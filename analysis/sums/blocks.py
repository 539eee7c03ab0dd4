"""Sums rearranged: by cell to rows of a basis, and block-diagonal matrices of cells."""

import numpy as np

from analysis.sums.coding import Floats


def interleave(sums: Floats) -> Floats:
    """Turn (1 + K, rows, cells) into rows × (cells (1 + K))."""
    return np.moveaxis(sums, 0, -1).reshape(sums.shape[1], -1)


def block_squares(derivatives: Floats, blocks: Floats) -> Floats:
    """Return J Q Jᵀ's diagonal for block-diagonal Q."""
    width = blocks.shape[1]
    if width == 1:
        return np.asarray(derivatives**2 @ blocks[:, 0, 0])
    shaped = derivatives.reshape(len(derivatives), -1, width)
    return np.asarray(np.einsum("ock,ckm,ocm->o", shaped, blocks, shaped))


def block_matrix(blocks: Floats) -> Floats:
    """Return the block-diagonal matrix of blocks: cells × width × width."""
    cells, width, _ = blocks.shape
    matrix = np.zeros((cells, width, cells, width))
    matrix[np.arange(cells), :, np.arange(cells), :] = blocks
    return matrix.reshape(cells * width, cells * width)
