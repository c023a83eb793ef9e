"""What random reports print beside their accounts: items, units, sentences, second prints and the report before."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from tests.audit.random_reports import YEAR, Print, Report, figure, print_money, random_amount, round_to

TASKS_TABLE, EVALUATED_TABLE = 6, 7
RESULT, TARGET, RATE = "申报成立的科技型企业", "新增创新平台或载体", "完成增创新平台或载体"


def add_details(report: Report, random: Random, final: dict[str, Decimal]) -> None:
    """Everything of this module, none of it in contradiction to the report."""
    _economic_items(report, random, final["expenditure.basic"])
    _units(report, random)
    _lists(report, random, final)
    _second_prints(report, random)
    _sentences(report, random)


def report_before(report: Report, amount: Decimal, random: Random) -> Report:
    """The report of the year before, of the same department; amount: its expenditure, exactly."""
    before = Report(f"{report.name} before", year=YEAR - 1, department=report.name)
    print_money(before, random, amount, figure("expenditure", YEAR - 1))
    return before


def sentence(report: Report, section: str, *numbers: tuple[str, str, str], role: dict[str, Any] | None = None) -> None:
    """A sentence with numbers: value, unit and label of each."""
    sentence_no = 1 + max((item.sentence_no or 0 for item in report.prints), default=0)
    for value, unit, label in numbers:
        half = Decimal(1).scaleb(int(Decimal(value).as_tuple().exponent)) / 2
        item = Print(value, unit, half, [role or {"role": "left", "left_reason": "activity"}])
        item.label, item.section, item.sentence_no = label, section, sentence_no
        report.prints.append(item)


def _economic_items(report: Report, random: Random, basic: Decimal) -> None:
    wages, goods = round_to(basic * random.randint(30, 60) / 100, 6), round_to(basic * random.randint(5, 25) / 100, 6)
    items = {"econ.301": wages, "econ.302": goods, "econ.303": basic - wages - goods}
    for account, amount in items.items():
        print_money(report, random, amount, figure(account)).label = "基本支出中"
    part = random.choice((wages, round_to(wages * random.randint(10, 99) / 100, 6)))
    print_money(report, random, part, figure("econ.30101"))


def _units(report: Report, random: Random) -> None:
    """Two units that share what the department has and spends; what one leaves unspent is its closing balance."""
    percent = random.randint(10, 90)
    for account in ("income", "opening_balance", "expenditure", "closing_balance"):
        whole = report.exact[account]
        first = round_to(whole * percent / 100, 6)
        for unit, amount in (("甲中心", first), ("乙中心", whole - first)):
            print_money(report, random, amount, figure(account, organization_unit=unit))


def _lists(report: Report, random: Random, final: dict[str, Decimal]) -> None:
    """The tasks of the year, which are all expenditure; and some of the projects, with a total of their own."""
    basic, project = final["expenditure.basic"], final["expenditure.project"]
    first = round_to(project * random.randint(20, 80) / 100, 6)
    for name, amount in (("人员和公用经费保障", basic), ("某任务", first), ("另一任务", project - first)):
        role = figure("expenditure.project", project_name=name, source_kind="table")
        print_money(report, random, amount, role, TASKS_TABLE)
    parts = [round_to(project * random.randint(10, 40) / 100, 6) for _ in range(2)]
    for number, amount in enumerate(parts, start=1):
        role = figure("expenditure.project", project_name=f"第{number}个评价项目", source_kind="table")
        print_money(report, random, amount, role, EVALUATED_TABLE)
    role = figure("expenditure.project", source_kind="table")
    print_money(report, random, sum(parts, Decimal(0)), role, EVALUATED_TABLE)


def _second_prints(report: Report, random: Random) -> None:
    amount = random_amount(random)
    for _ in range(2):
        print_money(report, random, amount, figure("income", YEAR - 2))
    for table_no, name in ((4, "高质量发展专项经费"), (5, "批复高质量发展专项经费")):
        for project, worth in ((name, amount), (f"第{table_no}个另外的项目经费", random_amount(random))):
            role = figure("expenditure.project", YEAR - 3, project_name=project, source_kind="table")
            print_money(report, random, worth, role, table_no)


def _sentences(report: Report, random: Random) -> None:
    staff = int(report.find(account_code="staff.actual").value)
    some = random.randint(1, staff)
    share = (Decimal(100 * some) / staff).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sentence(report, "一、队伍", (str(some), "人", "其中女性"), (f"{share:f}", "%", "占总人数的"))
    count = str(random.randint(20, 900))
    for section in ("二、成果", "三、效益"):
        sentence(report, section, (count, "家", RESULT))
    target = random.randint(20, 900)
    for section in ("四、年度目标", "五、绩效目标"):
        sentence(report, section, (str(target), "个", TARGET))
    row = next(row for row in report.indicators if row["indicator_name"] == TARGET)
    result = random.randint(20, 900)
    row |= {"target_value": str(target), "actual_value": str(result)}
    rate = (Decimal(100 * result) / target).quantize(Decimal("0.01"), ROUND_HALF_UP)
    sentence(report, "二、成果", (f"{rate:f}", "%", RATE))
    amount = random_amount(random)
    sentence(
        report, "二、成果", (f"{round_to(amount, 2):f}", "万元", "拨付"), (f"{round_to(amount, 1):f}", "万元", "即拨付")
    )
    product = Decimal(random.randint(10**6, 10**7))
    for label in ("研发投入强度达到", "高新技术产业增加值占GDP比重"):
        part = round_to(product * random.randint(100, 900) / 10000, 0)
        ratio = round_to(100 * part / product, 2)
        sentence(report, "二、成果", (f"{part:f}", "万元", "完成"), (f"{ratio:f}", "%", label))
