-- 各资金来源之和等于合计；列有“其他”的，不多也不少，否则不得超过。
-- Funds add up to the total where a list of them is closed by 其他, and never exceed it.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('funds_make_totals') }}
