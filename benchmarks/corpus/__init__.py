"""A corpus of generated reports, of any size and the same for the same seed: for speed only, never for accuracy.

    python -m benchmarks.corpus --reports N --seed S --form txt|html|docx|xlsx|mixed --out DIR
    python -m benchmarks.corpus --reports N --seed S --level raw --out DIR

Counties are those of the gazetteer; departments, figures and sentences are invented. Every identity that the rules know
holds: parts make totals, balances carry over from year to year, rates and shares follow from what they are taken of.
"""

from benchmarks.corpus.reports import Report, reports

__all__ = ["Report", "reports"]
