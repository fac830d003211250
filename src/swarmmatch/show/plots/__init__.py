"""Plots, one a file: each takes what it shows and, if you like, axes of yours to draw on."""
