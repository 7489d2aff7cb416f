"""One public function, one number in the prose, or one table of them.

Each returns the text that stands on the page, or a dict of such texts, so rounding is decided where
the value is computed.
"""
