-- 各类编制（人数）之和等于编制总数（总人数）。
-- The kinds of staff, and of quota, add up to the whole.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('staff_kinds_make_staff') }}
