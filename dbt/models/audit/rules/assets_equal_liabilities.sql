-- 资产等于负债加净资产。
-- Assets equal liabilities and net assets.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('assets_equal_liabilities') }}
