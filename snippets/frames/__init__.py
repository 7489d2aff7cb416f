"""One public function = every state of one figure that a reader can move. numpy computes the
states, a script of the same name shows one.
"""
