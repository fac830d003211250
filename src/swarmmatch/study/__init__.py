"""For who tunes and compares: sweeps over options, Pareto fronts, and how stable teams are."""
