"""`make bench`: one table of ratios, all measured in the same run on the machine that it runs on.

A measure is a function of a Corpus that gives rows; MEASURES in __main__ lists them.
"""
