"""How snippets become files of the site: drawn figures, checked numbers, set formulas, finished
pages.
"""
