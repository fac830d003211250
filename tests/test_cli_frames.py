"""Frames in a terminal: nothing pushed off a narrow screen, nothing folded on a wide one."""

from __future__ import annotations

import pandas as pd
import pytest

from swarmmatch.cli.frames import frame_table
from swarmmatch.cli.screen import OUT

SCORES = pd.DataFrame(
    {
        "rule": ["Distinct(attribute='municipality', weight=1.0)", "Fit()"],
        "measure": ["5.4", "0.7934"],
        "unit": ["different values of municipality a team", "mean fit of a seat, 0 to 1"],
        "points": [108.0, 12_440.3318],
    }
)


def shown(width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(OUT, "width", width)
    OUT.print(frame_table(SCORES, "what every rule finds", whole=("rule",)))
    return capsys.readouterr().out


def test_a_narrow_screen_has_every_column_and_no_broken_word_of_a_rule(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(80, capsys, monkeypatch).splitlines()
    assert max(map(len, lines)) <= 80
    for told in ("108 ", "12,440.3318 "):
        assert any(line.endswith(told) for line in lines)
    assert any("Distinct(attribute='municipality'," in line for line in lines)


def test_a_wide_screen_folds_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(140, capsys, monkeypatch)
    assert all(text in lines for text in [*SCORES["rule"], *SCORES["unit"]])
