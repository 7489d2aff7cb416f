"""The pencil: the colours of the words, the page a figure is drawn on, marks, controls, and the
bytes a drawing becomes.
"""
