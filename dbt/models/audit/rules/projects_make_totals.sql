-- 列举的各项目之和等于表内合计，且不超过项目支出。
-- Named projects add up to the total of their table, and never exceed project expenditure.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('projects_make_totals') }}
