-- 各单位之和不超过全部门的数。
-- The organization units do not exceed their department.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('units_within_totals') }}
