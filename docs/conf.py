"""How the documentation is built; warnings are errors."""

from swarmmatch import __version__

project = "swarmmatch"
author = "The swarmmatch authors"
release = version = __version__

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_parser"]
exclude_patterns = ["_build"]
default_role = "py:obj"  # docstrings name things between single backticks
autodoc_typehints = "none"  # numpydoc shows the types of the docstring
autodoc_member_order = "groupwise"
numpydoc_show_class_members = False
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"swarmmatch {__version__}"
html_copy_source = False
