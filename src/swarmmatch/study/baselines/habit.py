"""Teams by habit: clients come back to whom they know, and ask those for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.errors import PolicyError
from swarmmatch.history.ties import HALF_LIFE, client_ties, moment_of, ties
from swarmmatch.rules.rule import is_number
from swarmmatch.study.baselines.baseline import Baseline
from swarmmatch.study.baselines.keywords import Keywords
from swarmmatch.study.baselines.ranking import best
from swarmmatch.study.baselines.seating import Chosen, Floats, Ints, Seating, fill

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy

#: How a client comes to a professional, in the order in which one stands in for another.
CHANNELS = ("repeat", "via-via", "open")


def teams_by_habit(
    problem: Problem,
    *,
    repeat: float = 0.80,
    via: float = 0.15,
    half_life: float = HALF_LIFE,
    seed: int = 0,
    policy: Policy | None = None,
) -> Baseline:
    """Let every client choose as clients do: repeat buys, via-via, and an open rest.

    The seats of a team are divided over the three channels by draws with the shares ``repeat``,
    ``via`` and what is left. Within a channel people are drawn without putting back, those first
    who meet a requirement of the question, with a chance in proportion to

    - repeat: ``w[c, p]``, the strength of the tie of client c and professional p: the sum over
      their earlier teams of ``0.5 ** (age / half_life)``;
    - via-via: ``sum over a of w[c, a] * s[a, p]``, where ``s`` is the strength of the tie of a and
      p, for whom the client has not had before; who has left the pool may still bring in others;
    - open: 1, for all others.

    Where a channel has nobody left, the next one with a share above 0 stands in, so that the shares
    of the teams drift from those asked where the history is short: ``how`` tells. A question
    without a client has the open channel only. Every question gets its least size first, then what
    it has room for, in the order of the table.

    Parameters
    ----------
    problem : Problem
        The tables; from its history come ``w`` and ``s``.
    repeat, via : float
        Shares of repeat buys and of via-via, together at most 1.
    half_life : float
        Days after which an earlier team counts for half.
    seed : int
        The same seed gives the same teams.
    policy : Policy, optional
        Whose rules bar people from questions, `MaxDistance` for one; its other rules are not
        looked at.

    Returns
    -------
    Baseline
        ``how`` is "repeat", "via-via" or "open"; ``score`` is the weight within the channel.

    Raises
    ------
    PolicyError
        When the shares are no shares.
    ValueError
        When the half-life is no number above 0.

    Notes
    -----
    Source: of the choices of clients 80% are repeat buys and 15% come via-via (Pr8werk,
    8rhk.nl), which leaves 5%. Assumed are how ties fade, that clients look at skills within a
    channel, which favours this way, and what stands in for what. Draws by weight: P. Efraimidis and
    P. Spirakis, "Weighted random sampling with a reservoir", 2006, doi 10.1016/j.ipl.2005.11.003.
    """
    shares = _shares(repeat, via)
    rng = np.random.default_rng(seed)
    keywords, weights = Keywords(problem), _Weights(problem, half_life)

    def pick(question: int, free: Ints, n: int) -> Chosen:
        skilled = (keywords.met(question) > 0).astype(np.float64)
        return _chosen(weights.of(question)[:, free], skilled[free], free, n, shares, rng)

    return fill(Seating(problem, policy), pick)


class _Weights:
    """Weights of the channels, for one question at a time."""

    def __init__(self, problem: Problem, half_life: float) -> None:
        history, arrays = problem.history, problem.arrays
        people = arrays.professionals.append(
            pd.Index(history["professional"]).difference(arrays.professionals)
        )
        had = client_ties(history, as_of=moment_of(history, None), half_life=half_life)
        met = ties(history, half_life=half_life)
        self._client, clients = pd.factorize(problem.questions["client"], sort=True)
        known = pd.Index(clients).get_indexer(pd.Index(had["client"]))
        had, known = had[known >= 0], known[known >= 0]
        at = people.get_indexer(pd.Index(had["professional"]))
        a, b = (people.get_indexer(pd.Index(met[name])) for name in "ab")
        shape = (len(clients), len(people))
        direct = sparse.csr_array((had["strength"], (known, at)), shape=shape)
        tied = sparse.csr_array((met["strength"], (a, b)), shape=(len(people),) * 2)
        self._direct = direct[:, : len(arrays.professionals)]
        self._through = (direct @ (tied + tied.T))[:, : len(arrays.professionals)]

    def of(self, question: int) -> Floats:
        """Weights of the pool in each channel, shape (3, P); 0 for who is not in it."""
        weights = np.zeros((len(CHANNELS), self._direct.shape[1]))
        client = self._client[question]
        if client >= 0:
            weights[0] = self._direct[[client]].toarray()
            weights[1] = self._through[[client]].toarray() * (weights[0] == 0)
        weights[2] = ~weights[:2].any(axis=0)
        return weights


def _chosen(
    weights: Floats,
    skilled: Floats,
    free: Ints,
    n: int,
    shares: Floats,
    rng: np.random.Generator,
) -> Chosen:
    """Up to `n` of the free, through the channels."""
    wanted = rng.multinomial(n, shares)
    used = np.flatnonzero(shares)
    found, lacking = [], 0
    for turn in (0, 1):  # what the last channel lacks, the first may still have
        for channel in used:
            lacking += wanted[channel] * (turn == 0)
            top = _drawn(weights[channel], skilled, lacking, rng)
            found.append(Chosen.of(free[top], CHANNELS[channel], weights[channel][top]))
            weights[channel][top] = 0  # nobody is drawn twice
            lacking -= len(top)
    return Chosen.joined(found)


def _drawn(weight: Floats, skilled: Floats, n: int, rng: np.random.Generator) -> Ints:
    """Positions drawn by weight without putting back, the skilled first."""
    if not n:
        return np.zeros(0, np.int64)
    able = np.flatnonzero(weight)
    # The largest of log weight and Gumbel noise are such a draw, in logarithms.
    luck = np.log(weight[able]) + rng.gumbel(size=len(able))
    return able[best(n, skilled[able], luck)]


def _shares(repeat: float, via: float) -> Floats:
    """Shares of the three channels."""
    given = (repeat, via)
    right = all(is_number(one) and one >= 0 for one in given)
    rest = round(1 - repeat - via, 9) if right else -1  # no share is left by rounding alone
    if rest < 0:
        raise PolicyError(f"repeat and via must be shares, together at most 1, not {given!r}")
    shares: Floats = np.array([repeat, via, rest], dtype=np.float64)
    return np.asarray(shares / shares.sum())
