-- 明细项目之和不超过其上级项目。
-- Items do not exceed what they are items of.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('items_within_totals') }}
