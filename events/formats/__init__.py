"""Every public page in three more forms: JSON, XML and markdown.

`trees` says a page as a plain tree, made of `parts`; `writing` renders a tree as JSON or as XML,
which therefore say the same. `markdown` gives the legacy form of what has one, and lists in its
manner.
"""
