"""Colours that also the colour-blind tell apart, and that stay apart in grey print.

M. Okabe and K. Ito, "Color universal design", 2008; and viridis,
whose lightness rises evenly: S. van der Walt and N. Smith, 2015.
"""

from __future__ import annotations

BLACK, GREY, FAINT = "#000000", "#595959", "#bfbfbf"
ORANGE, SKY, GREEN = "#e69f00", "#56b4e9", "#009e73"
YELLOW, BLUE, VERMILION, PURPLE = "#f0e442", "#0072b2", "#d55e00", "#cc79a7"

#: For categories, in the order in which they are used.
CATEGORIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW)

#: For amounts.
AMOUNTS = "viridis"
