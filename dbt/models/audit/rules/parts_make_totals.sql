-- 各组成部分之和等于合计（基本支出与项目支出、人员与公用经费、“三公”经费、政府采购、收支总计）。
-- Parts add up to their total: basic and project, personnel and operating, three public funds, procurement, grand
-- totals.
-- Severity: warning (info where another finding is the cause). Tolerance: half a unit of the last printed digits.
{{ identity_rule('parts_make_totals') }}
