"""Policy: the rules that a matching is made by, as a value that can be combined and kept."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from swarmmatch.data.display import LEFT
from swarmmatch.errors import PolicyError
from swarmmatch.rules import policy_file
from swarmmatch.rules.presets import preset_rules
from swarmmatch.rules.protected import PROTECTED, names_of_columns
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.stages import (
    Stages,
    Step,
    demand_stages,
    given_stages,
    in_order,
    joined,
    steps_of,
)
from swarmmatch.rules.starting import balanced_rules, basic_rules

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True, init=False, repr=False)
class Policy:
    """A list of rules that never changes; two policies combine with ``|``.

    Parameters
    ----------
    rules : iterable of Rule
        In the order of reports. A rule given twice with the same options counts once; two rules of
        one kind with different options both count.
    stages : iterable of iterables of Rule
        Soft rules in lexicographic order: ``[[WorstOff(10)], [Coverage()]]`` first raises the
        points of ``WorstOff`` as far as they go, then those of ``Coverage`` without giving up any
        of the former, and last those of all soft rules that no stage names. Hard rules hold in
        every stage. A rule that is not among the rules yet joins them. Without stages all points
        count at once.
    protected : iterable of str, optional
        Columns of professionals that no explanation for a person may show: see
        `swarmmatch.rules.protected`. Left out, they are those of a policy given as ``rules``, or
        else age, gender and origin. It bars no rule from looking at them.

    Raises
    ------
    PolicyError
        For anything that is not a rule, and for a rule whose options could change; for a stage
        that is empty or holds a hard rule, and for a rule in two stages; for ``protected`` that are
        no names of columns.
    """

    rules: tuple[Rule, ...]
    stages: Stages
    protected: tuple[str, ...]

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        stages: Iterable[Iterable[Rule]] = (),
        protected: Iterable[str] | None = None,
    ) -> None:
        staged = [[_demand_rule(rule) for rule in stage] for stage in given_stages(stages)]
        given = [_demand_rule(rule) for rule in _demand_list(rules)]
        every = tuple(dict.fromkeys([*given, *(rule for stage in staged for rule in stage)]))
        demand_stages(staged, every)
        object.__setattr__(self, "rules", every)
        object.__setattr__(self, "stages", in_order(staged, every))
        if protected is None:
            protected = rules.protected if isinstance(rules, Policy) else PROTECTED
        object.__setattr__(self, "protected", names_of_columns(protected))

    @staticmethod
    def basic(problem: Problem) -> Policy:
        """The tables, coverage, fit, quotas and distinct values, and nothing of the past.

        Hard are only the rules that hold people to the tables: ``TeamSize``, ``Capacity``,
        ``Available``, ``Locks``, ``Pairs`` and ``MustHave``. The others earn or cost points: 10 a
        whole requirement of weight 1, up to 5 for a seat that fits, 1 for each municipality and
        each sector that a team shows, and 4 off for each head beyond two from one municipality or
        beyond one from one co-operative. A rule about an attribute takes part only where the pool
        shows at least two values of it: with fewer it would tell no team from another.

        It is the policy to measure and to compare methods by: it stays as it is when `default`
        learns something new.

        Parameters
        ----------
        problem : Problem
            Whose professionals show which attributes vary.
        """
        return Policy(basic_rules(problem))

    @staticmethod
    def default(problem: Problem) -> Policy:
        """A balanced policy that uses what the tables offer; `match` takes it where none is given.

        It is `basic` with soft rules that look further than one session. Each takes part only
        where the tables tell people apart by it, and none can leave tables without a matching.

        - ``Newcomers``, 1 point a seat, where half of the pool or more has a history: of two who
          serve a question equally well the new one gets the seat, but no requirement of weight 1
          is given up for it. Where most are new they get seats as it is, and points for them would
          shut out those who are known.
        - ``ClientRotation``, 2 points off a seat with a client whom one has worked for twice or
          more in two years, where the history knows clients who ask again: less than a sector that
          fits, so that who is plainly the best is asked again all the same.
        - ``CarryOver``, 1 point for each 1 of somebody's balance, where a `Ledger` gave the pool
          its column ``carry_over``.
        - ``RepeatPairs``, 1 point off for two who shared a team before, where the history has such
          pairs: a swarm is for meeting, but nobody who is needed stays out for it. A reward for
          those who know each other, ``Familiarity``, is yours to add.
        - ``Pairs(weight=5)`` for wishes of company, where the pairs table has some.
        - ``Preference``, 5 points a first wish of either side that has wishes: as much as a seat
          that fits in full.

        No rule of it looks at gender, age, origin, or a column of your own other than that one.
        Left out, too, is what only you can choose: ``Parity``, ``NotAlone`` and ``Earmark`` need a
        group or a share to be named. So is what makes a proof take much longer, as ``WorstOff``
        and other rules over the plan as a whole do: add those where they matter.

        Parameters
        ----------
        problem : Problem
            Whose tables show what can be asked.
        """
        return Policy(balanced_rules(problem))

    @staticmethod
    def preset(name: str, problem: Problem) -> Policy:
        """The policy of a kind of session, for tables that hold who came, or who can be asked.

        All presets keep people to the tables, as `basic` does. ``swarmmatch.session(name)`` draws
        synthetic tables of the shape told here. What is historic are head-counts and shares; how
        Pr8werk filled its tables is not known, so that all weights are assumptions, and so is what
        is called one here.

        - ``"achterhoek_2012"``: 110 people over two breakfast sessions with theme tables in Wehl
          and Lievelde, 31 May and 1 June 2012 (www.pr8werk.nl/overheid), so 55 a morning, and
          eight municipalities. Assumed: a table for each of them, of 6-8 seats, and one round.
          Everybody has a seat; 10 points a requirement, up to 5 for a seat that fits, 1 for each
          municipality and each sector at a table.
        - ``"care_2013"``: some 200 people in Winterswijk, 18 June 2013, of whom 60% zzp'er in care
          and 30% who considered it (Gelre FM). Assumed: 25 tables of eight. Everybody has a seat;
          points for requirements and fit as above, and 4 off for each head by which a table falls
          short of the hall in a value of the column ``status``, where the pool has one.
        - ``"denktank"``: eight zzp'ers of different backgrounds and one case, after DenkTank ZZPid
          (www.denktankzzpid.nl). The client tells the case and leaves, so has no seat. 10 points a
          requirement, 5 for each sector and 1 for each municipality; no points for fit, which
          would draw the client's own sector. Assumed in the tables: a pool of 120.
        - ``"worldcafe"``: tables of 4-5, and rounds of 20 minutes after which everybody moves on
          while the host stays (World Cafe, foresight-platform.eu). Each table is a question in
          each round, a round is a slot, its host is the client and has no seat. Everybody, with a
          capacity of so many rounds, sits in each of them, and never twice with one host; 1 point
          for each municipality and each sector at a table. Assumed: 24 people, five tables, three
          rounds. It does not look at who meets whom twice.

        Parameters
        ----------
        name : str
            One of the four.
        problem : Problem
            Whose questions tell how many rounds there are, and whose people which attributes vary.

        Raises
        ------
        PolicyError
            For an unknown name, naming the nearest.
        """
        return Policy(preset_rules(name, problem))

    @staticmethod
    def read(path: str | os.PathLike[str], rules: Sequence[type[Rule]] = ()) -> Policy:
        """Read a policy from a TOML file: a ``[[rule]]`` table for each, with name and options.

        ``stage = 1`` in the table of a rule puts it in the first stage, and so on. Above the rules
        may stand ``protected = ["age", "gender"]``.

        Parameters
        ----------
        path : path
            The file.
        rules : sequence of rule classes
            Rules of your own that the file may name, beside those of the library.

        Raises
        ------
        PolicyError
            For a file that cannot be read, and for an unknown rule or option, naming the nearest.
        """
        return Policy(*policy_file.read(Path(path), rules))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the policy to a TOML file that ``read`` understands, in whole or not at all.

        Only the options that differ from their defaults are written.

        Parameters
        ----------
        path : path
            The file; it is replaced where it exists.

        Raises
        ------
        PolicyError
            For an option that TOML cannot hold.
        OSError
            When the file cannot be written.
        """
        policy_file.write(Path(path), self.rules, self.stages, self.protected)

    @property
    def steps(self) -> list[Step]:
        """What is raised one after the other: every stage, level by level where it is `Leximin`.

        The last step takes the soft rules that no stage names. Without stages there is none.
        """
        return steps_of(self.stages, self.rules)

    def __or__(self, other: Policy | Rule) -> Policy:
        """These rules, then those of another policy (or one more rule) that are not among them.

        So it is with stages: these come first, then the other's, without the rules that these
        name already. A rule that one policy names in a stage stays in it. What either protects is
        protected.
        """
        if isinstance(other, Rule):
            return Policy([*self, other], self.stages, self.protected)
        if isinstance(other, Policy):
            protected = (*self.protected, *other.protected)
            return Policy([*self, *other], joined(self.stages, other.stages), protected)
        return NotImplemented

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __repr__(self) -> str:
        stages = ", ".join(_listed(stage) for stage in self.stages)
        told = [_listed(self)] + [f"stages=[{stages}]"] * bool(stages)
        told += [f"protected={self.protected!r}"] * (self.protected != PROTECTED)
        return f"Policy({', '.join(told)})"

    def _repr_html_(self) -> str:
        number = {rule: i for i, stage in enumerate(self.stages, start=1) for rule in stage}
        rows = "".join(
            f"<tr><td {LEFT}><code>{escape(rule.name)}</code></td>"
            f"<td {LEFT}>{_as_code(escape(_says(rule)))}</td>"
            f"{f'<td>{number.get(rule, str())}</td>' if self.stages else ''}</tr>"
            for rule in self
        )
        stage = "<th>stage</th>" if self.stages else ""
        head = f"<tr><th {LEFT}>rule</th><th {LEFT}>says</th>{stage}</tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _listed(rules: Iterable[Rule]) -> str:
    return f"[{', '.join(rule.name for rule in rules)}]"


def _demand_list(rules: Iterable[Rule]) -> Iterable[Rule]:
    if isinstance(rules, Rule):
        raise PolicyError(f"{rules.name} is one rule; a policy takes a list of them: Policy([...])")
    if isinstance(rules, str) or not isinstance(rules, Iterable):
        raise PolicyError(f"{rules!r} is no list of rules; write Policy([TeamSize(), ...])")
    return rules


def _demand_rule(rule: Rule) -> Rule:
    if isinstance(rule, type):
        raise PolicyError(f"{rule.__name__} is a class; a policy takes {rule.__name__}(...)")
    if not isinstance(rule, Rule):
        raise PolicyError(f"{rule!r} is not a rule")
    try:
        hash(rule)
    except TypeError as error:
        raise PolicyError(
            f"{type(rule).__name__}: options must not be changeable ({error})"
        ) from None
    return rule


def _says(rule: Rule) -> str:
    """The first sentence of the rule's own description."""
    lines = (type(rule).__doc__ or "").strip().splitlines()
    return lines[0] if lines else ""


def _as_code(html: str) -> str:
    """Words between double backticks, as HTML shows code."""
    return re.sub("``(.+?)``", r"<code>\1</code>", html)
