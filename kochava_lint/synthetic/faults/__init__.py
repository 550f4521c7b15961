"""
Faults: for each rule, operators that turn something valid into something with exactly the defect that it finds.

Rules are named by their names, and not imported. A module holds the operators of one subject; a new rule needs an
operator beside its like.
"""
