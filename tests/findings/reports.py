"""A small snapshot with findings: open, accepted and corrected, with places in a table and in the text."""

from __future__ import annotations

from pathlib import Path

import duckdb


def snapshot_with_findings(path: Path) -> Path:
    """Two reports; the second is quarantined, so that its mentions stand in schema quarantine."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            create schema marts;
            create schema quarantine;
            create table marts.dim_report as select * from (values
                ('r1', 'k1', 'd1', 2023, '甲报告', 'a.txt', 'published', 200, 2),
                ('r2', null, null, null, null, 'b.txt', 'quarantined', 0, 0)
            ) as t (report_id, county_key, department_key, fiscal_year, title, source_name, status,
                    printed_values, unmatched_values);
            create table marts.dim_county as select 'k1' as county_key, '甲县' as county_name;
            create table marts.dim_department as select 'd1' as department_key, '甲县科技局' as department_name;
            create table marts.fct_finding as select * from (values
                ('f1aaaaaaaaaaaaaaaa', 'r1', 'rule_a', 's1', 'warning', '合计|不符', 'the total | differs', '12; 10',
                 '10', 2.500000, ['m1', 'm2', 'm3'], '合计改为10', 'open', null, null, null, null),
                ('f2bbbbbbbbbbbbbbbb', 'r1', 'rule_b', 's2', 'info', '提示', 'a note', null, null, null, [], null,
                 'accepted', '王某', '2024-05-31'::date, '已核对', 'f1aaaaaaaaaaaaaaaa'),
                ('f3cccccccccccccccc', 'r2', 'rule_a', 's3', 'error', '=支出大于收入', '=spending exceeds income',
                 '=1+1', null, null, ['q1'], null, 'open', null, null, null, null)
            ) as t (finding_key, report_id, rule_id, subject, severity, message, message_en, printed, computed,
                    difference_wan, mention_ids, remedy, status, decided_by, decided_on, decision_reason,
                    root_finding_key);
            create table marts.fct_mention as select * from (values
                ('m1', 'da', 120, 126, '12', '万元', '9', null, '合计', '决算数', '一、收支', 2, 1, 3, 4),
                ('m2', 'da', 120, 126, '12', '万元', '9', null, '合计', '决算数', '一、收支', 2, 1, 3, 4),
                ('m3', 'da', 50, 52, '10', '万元', null, null, '支出', null, null, null, null, null, null)
            ) as t (mention_id, document_sha256, char_start, char_end, printed_value, printed_unit, corrected_value,
                    corrected_unit, label, column_label, section, page, table_no, row_no, column_no);
            create table quarantine.fct_mention as from marts.fct_mention where false;
            insert into quarantine.fct_mention values
                ('q1', 'db', 7, 8, '7', null, null, null, '=SUM(A1)', null, null, null, null, null, null);
        """)
    return path
