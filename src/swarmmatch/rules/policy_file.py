"""A policy as a TOML file: a ``[[rule]]`` table for each rule, with its name and options."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from swarmmatch.data.nearest import nearest
from swarmmatch.data.whole_file import write_whole
from swarmmatch.errors import PolicyError
from swarmmatch.rules.catalogue import RULES
from swarmmatch.rules.protected import PROTECTED, names_of_columns
from swarmmatch.rules.rule import Rule

#: Keys of the file, and of each rule's table, that are not options.
TABLE, NAME, STAGE = "rule", "name", "stage"

#: Key of the file beside the rules.
PROTECTED_KEY = "protected"


def read(
    path: Path, rules: Sequence[type[Rule]]
) -> tuple[list[Rule], list[list[Rule]], tuple[str, ...]]:
    """The rules that a file lists, of the library's classes and those given; stages; protected."""
    content = _load(path)
    for key in content:
        if key not in (TABLE, PROTECTED_KEY):
            raise PolicyError(f"{path}: unknown table {key!r}; rules stand in [[{TABLE}]] tables")
    tables = content.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise PolicyError(f"{path}: write [[{TABLE}]], with double brackets, above each rule")
    known = {kind.__name__: kind for kind in (*RULES, *rules)}
    listed: list[Rule] = []
    staged: dict[int, list[Rule]] = {}
    for i, table in enumerate(tables, start=1):
        where = f"{path}, rule {i}"
        stage = _stage(table, where)
        listed.append(_rule({key: table[key] for key in table if key != STAGE}, known, where))
        if stage is not None:
            staged.setdefault(stage, []).append(listed[-1])
    return listed, [staged[number] for number in sorted(staged)], _protected(content, path)


def write(
    path: Path,
    rules: Iterable[Rule],
    stages: Sequence[Sequence[Rule]] = (),
    protected: Sequence[str] = PROTECTED,
) -> None:
    """Write the rules as tables, in whole or not at all; what is protected, if not the usual."""
    import tomli_w

    number = {rule: i for i, stage in enumerate(stages, start=1) for rule in stage}
    tables = [_table_as_text(rule, number.get(rule)) for rule in rules]
    if tuple(protected) != PROTECTED:
        tables.insert(0, tomli_w.dumps({PROTECTED_KEY: list(protected)}))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "\n".join(tables).encode("utf-8"))


def _protected(content: dict[str, Any], path: Path) -> tuple[str, ...]:
    try:
        return names_of_columns(content.get(PROTECTED_KEY, PROTECTED))
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from error


def _table_as_text(rule: Rule, stage: int | None) -> str:
    import tomli_w

    table = _table(rule) | ({} if stage is None else {STAGE: stage})
    return f"[[{TABLE}]]\n{tomli_w.dumps(table)}"


def _stage(table: dict[str, Any], where: str) -> int | None:
    stage = table.get(STAGE)
    if stage is None or (type(stage) is int and stage >= 1):
        return stage
    raise PolicyError(f"{where}: {STAGE} must be a whole number of 1 or more, not {stage!r}")


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # of the text, or of its encoding
        raise PolicyError(f"{path}: is no TOML in UTF-8 ({error})") from error


def _rule(table: dict[str, Any], known: dict[str, type[Rule]], where: str) -> Rule:
    name = table.get(NAME)
    if not isinstance(name, str):
        raise PolicyError(f"{where}: has no {NAME}")
    if name not in known:
        raise PolicyError(f"{where}: unknown rule {name!r}{_hint(name, known)}")
    kind = known[name]
    options = {key: _frozen(value) for key, value in table.items() if key != NAME}
    declared = {field.name: field for field in fields(kind) if field.init}
    for option in options:
        if option not in declared:
            raise PolicyError(f"{where}: {name} has no option {option!r}{_hint(option, declared)}")
    missing = [key for key, field in declared.items() if _required(field) and key not in options]
    if missing:
        raise PolicyError(f"{where}: {name} needs {', '.join(missing)}")
    try:
        return kind(**options)
    except PolicyError as error:
        raise PolicyError(f"{where}: {error}") from error


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _hint(word: str, known: Iterable[str]) -> str:
    names = list(known)
    meant = nearest(word, names)
    if meant is not None:
        return f"; did you mean {meant!r}?"
    return f"; there are {', '.join(names)}" if names else "; it has none"


def _frozen(value: Any) -> Any:
    """Lists as tuples, for options must not change."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _table(rule: Rule) -> dict[str, Any]:
    """The rule's name, and the options that differ from their defaults."""
    table: dict[str, Any] = {NAME: type(rule).__name__}
    for field in fields(rule):
        value = getattr(rule, field.name)
        if value == field.default:
            continue
        if field.name == STAGE:
            raise PolicyError(f"{rule.name}: a file keeps {STAGE!r} for the stages; rename it")
        if not isinstance(value, str | bool | int | float | tuple):
            raise PolicyError(f"{rule.name}: TOML cannot hold {field.name}={value!r}")
        table[field.name] = value
    return table
