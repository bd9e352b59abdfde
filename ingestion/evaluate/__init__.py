"""How well notices are read: rows read against gold rows, passage by passage, floor by floor.

`docs/grammar.md` says how it is used. Whatever is counted here is counted from verdicts: one for
each gold row and for each row that was read and should not have been.
"""
