"""One public function, one figure. Each takes the page to draw on (a phone's or a desk's) and
returns a matplotlib Figure.
"""
