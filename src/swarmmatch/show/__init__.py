"""How matchings look: plots with matplotlib, and a report as one HTML file with jinja2."""
