"""Whether blocks tie questions to each other, so that no team can be judged without the others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from swarmmatch.rules.blocks import Block, Rows


def tie_questions(blocks: Iterable[Block]) -> bool:
    """Whether a row covers several questions, or rows of several questions share a variable.

    Parameters
    ----------
    blocks : iterable of blocks

    Returns
    -------
    bool
        Such blocks speak of the whole plan; their rule cannot be asked about copies side by side.
    """
    return any(_ties(block) for block in blocks if isinstance(block, Rows))


def _ties(block: Rows) -> bool:
    """Whether two questions hang together, by rows and variables and rows over no question."""
    links = [block.over] if block.auxiliary is None else [block.over, block.auxiliary]
    touched = sparse.hstack(links, format="csr")
    touched.eliminate_zeros()
    # Rows come first as nodes of a graph, then questions, then variables.
    graph = sparse.block_array([[None, touched], [touched.T, None]], format="csr")
    _, part = connected_components(graph, directed=False)
    n_rows, n_questions = block.over.shape
    questions = np.unique(part[n_rows : n_rows + n_questions])
    return bool(len(questions) < n_questions)
