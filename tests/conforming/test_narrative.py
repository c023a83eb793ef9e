"""Running text: a sentence in, its figures, claims and what is left out."""

from __future__ import annotations

import pytest

from tests.conforming.printed import claims, figures, left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "2023年收入合计1200万元，其中：财政拨款收入1100万元，其他收入100万元。",
            ["1200 income", "1100 income fund=fiscal_appropriation", "100 income fund=other"],
            id="其中 splits a total by fund",
        ),
        pytest.param(
            "本年支出合计1150.50万元，其中基本支出650.50万元（人员经费550万元，公用经费100.50万元），项目支出500万元。",
            [
                "1150.50 expenditure",
                "650.50 expenditure.basic",
                "550 expenditure.basic.personnel",
                "100.50 expenditure.basic.operating",
                "500 expenditure.project",
            ],
            id="parts of parts",
        ),
        pytest.param(
            "年初预算支出合计1000万元，其中：基本支出600万元，项目支出400万元。",
            [
                "1000 expenditure stage=initial_budget",
                "600 expenditure.basic stage=initial_budget",
                "400 expenditure.project stage=initial_budget",
            ],
            id="parts take the stage of their total",
        ),
        pytest.param(
            "支出合计1150万元，其中一般公共预算财政拨款支出1000万元，政府性基金预算财政拨款支出150万元。",
            [
                "1150 expenditure",
                "1000 expenditure fund=general_public",
                "150 expenditure fund=government_fund",
            ],
            id="spending split by fund",
        ),
        pytest.param(
            "“三公”经费年初预算15万元，决算12万元。",
            ["15 three_public stage=initial_budget", "12 three_public"],
            id="paired budget and final accounts",
        ),
        pytest.param(
            "2022年“三公”经费支出15万元，2023年“三公”经费支出12万元。",
            ["15 three_public year=2022", "12 three_public"],
            id="the year before",
        ),
        pytest.param(
            "“三公”经费支出12万元，上年15万元。",
            ["12 three_public", "15 three_public year=2022"],
            id="the same account the year before",
        ),
        pytest.param(
            "基本支出6505000元，即650.5万元。",
            ["6505000 expenditure.basic", "650.5 expenditure.basic"],
            id="the same figure in another unit",
        ),
        pytest.param(
            "项目支出500万元，其中：科普活动经费120万元，数字档案建设专项资金380万元。",
            [
                "500 expenditure.project",
                "120 expenditure.project project=科普活动经费",
                "380 expenditure.project project=数字档案建设专项资金",
            ],
            id="named projects in a list",
        ),
        pytest.param(
            "预算支出1000万元，其中项目支出400万元，合计400万元。",
            [
                "1000 expenditure stage=initial_budget",
                "400 expenditure.project stage=initial_budget",
                "400 expenditure.project stage=initial_budget",
            ],
            id="a total that repeats its figure",
        ),
        pytest.param(
            "商品和服务支出100万元，其中办公费10万元，水费、电费20万元。",
            ["100 econ.302", "10 econ.30201", "20 econ.30205+30206"],
            id="several economic items printed as one amount",
        ),
        pytest.param(
            "公务接待费2万元，接待20批次，160人次。",
            [
                "2 three_public.reception",
                "20 three_public.reception.batches",
                "160 three_public.reception.visits",
            ],
            id="guests received",
        ),
        pytest.param(
            "单位编制30人，其中行政编制20人、事业编制10人。年末在职人员28人，退休人员9人。",
            [
                "30 staff.quota",
                "20 staff.quota.administrative",
                "10 staff.quota.public_institution",
                "28 staff.actual",
                "9 staff.retired",
            ],
            id="staff by kind",
        ),
        pytest.param(
            "年初结转和结余50万元，年末结转和结余100万元。",
            ["50 opening_balance", "100 closing_balance"],
            id="balances are final, whatever they are called after",
        ),
    ],
)
def test_figures(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "二、收支情况\n\n（一）基本支出情况\n\n年初预算600万元。\n",
            ["600 expenditure.basic stage=initial_budget"],
            id="the heading names the account of a bare stage",
        ),
        pytest.param(
            "二、一般公共预算支出情况\n\n基本支出650万元。\n",
            ["650 expenditure.basic fund=general_public"],
            id="the heading names the fund",
        ),
        pytest.param(
            "二、项目支出情况\n\n1.科普活动专项\n\n年初预算安排120万元。\n",
            ["120 expenditure.project stage=initial_budget project=科普活动专项"],
            id="the heading names the project",
        ),
    ],
)
def test_what_a_number_takes_from_its_headings(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "基本支出650万元，比上年增加50万元，增长8.33%。",
            ["change_amount 50 expenditure.basic vs prior_year", "change_rate 8.33 expenditure.basic vs prior_year"],
            id="an increase",
        ),
        pytest.param(
            "“三公”经费支出12万元，较年初预算减少3万元，下降20%。",
            ["change_amount -3 three_public vs initial_budget", "change_rate -20 three_public vs initial_budget"],
            id="a decrease is negative; the rate keeps the base of the amount",
        ),
        pytest.param("“三公”经费支出12万元，与上年持平。", [], id="持平 prints no number"),
        pytest.param(
            "基本支出650万元，占总支出的56.5%。",
            ["share 56.5 expenditure.basic vs expenditure"],
            id="a share of the whole",
        ),
        pytest.param(
            "“三公”经费支出12万元，完成年初预算的80%。",
            ["execution_rate 80 three_public vs initial_budget"],
            id="of the initial budget",
        ),
        pytest.param(
            "支出合计1150万元，完成全年预算的95.83%。",
            ["execution_rate 95.83 expenditure vs adjusted_budget"],
            id="of the budget after changes",
        ),
        pytest.param(
            "支出合计1150万元，预算执行率95.83%。",
            ["execution_rate 95.83 expenditure vs adjusted_budget"],
            id="执行率 is of the budget after changes",
        ),
        pytest.param(
            "人员控制率为93.3%。三公经费控制率为80%。公用经费控制率为99%。",
            [
                "control_rate 93.3 staff.actual vs staff.quota",
                "control_rate 80 three_public vs initial_budget",
                "control_rate 99 expenditure.basic.operating vs initial_budget",
            ],
            id="control rates",
        ),
        pytest.param(
            "固定资产利用率75%。", ["usage_rate 75 assets.fixed_in_use vs assets.fixed_gross"], id="a usage rate"
        ),
        pytest.param(
            "支出合计1150万元，其中基本支出650万元。比上年增加50万元。",
            ["change_amount 50 expenditure vs prior_year"],
            id="a new sentence speaks of the total of the one before",
        ),
    ],
)
def test_claims(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("全县实现财政收入25亿元。", ["25 economy"], id="the county's economy"),
        pytest.param("争取上级资金3000万元。", ["3000 economy"], id="money won for others"),
        pytest.param("“三公”经费控制率低于100%。", ["100 bound"], id="a bound is no rate"),
        pytest.param("接待来访群众30人次。", ["30 activity"], id="what the department did"),
    ],
)
def test_what_is_left_and_why(text: str, found: list[str]) -> None:
    assert left(text) == found
    assert figures(text) == claims(text) == []


def test_the_total_at_the_end_of_a_list_is_of_what_the_list_is_of() -> None:
    text = "基本支出中，工资福利支出500万元，商品和服务支出150万元，合计650万元，占总支出的56.52%。"
    assert figures(text)[-1] == "650 expenditure.basic"
    assert claims(text) == ["share 56.52 expenditure.basic vs expenditure"]


def test_a_share_behind_a_subtotal_without_a_name_is_not_its_last_items() -> None:
    assert claims("支付工资福利支出500万元，商品和服务支出150万元，合计650万元，占总支出的56.52%。") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "年初预算支出1000万元，年中追加200万元，调整后预算1200万元。",
            ["change_amount 200 expenditure vs initial_budget"],
        ),
        ("年初预算支出1000万元，年中调减预算50万元。", ["change_amount -50 expenditure vs initial_budget"]),
        ("决算支出1150万元，年中追加了200万元。", []),
    ],
)
def test_what_the_budget_grew_by_during_the_year(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "因公出国（境）费、公务用车运行维护费、公务接待费支出分别为0、41.36万元和9.27万元，合计50.63万元。",
            [
                "0 three_public.abroad",
                "41.36 three_public.vehicle.operation",
                "9.27 three_public.reception",
                "50.63 three_public",
            ],
            id="a list with a shared head and the whole that its parts make",
        ),
        pytest.param(
            "本年支出比上年的9.85亿元（98,462.15万元）增加100万元。",
            ["9.85 expenditure year=2022", "98462.15 expenditure year=2022"],
            id="a bracket prints the figure before it in another unit",
        ),
        pytest.param(
            "年初部门预算1000万元，其中基本支出600万元，项目支出400万元。",
            [
                "1000 income stage=initial_budget",
                "600 expenditure.basic stage=initial_budget",
                "400 expenditure.project stage=initial_budget",
            ],
            id="parts of a department's budget take its stage",
        ),
        pytest.param(
            "“三公”经费决算26万元，年初预算28万元。其中：公务用车运行维护费20万元，公务接待费6万元。",
            [
                "26 three_public",
                "28 three_public stage=initial_budget",
                "20 three_public.vehicle.operation",
                "6 three_public.reception",
            ],
            id="the budget beside a final figure is not the total of what follows",
        ),
        pytest.param(
            "政府性基金预算财政拨款年初结转和结余0元，本年支出60万元，年末结转和结余3万元。",
            [
                "0 opening_balance fund=government_fund",
                "60 expenditure fund=government_fund",
                "3 closing_balance fund=government_fund",
            ],
            id="from a fund's opening balance to its closing one",
        ),
        pytest.param(
            "引水渠改造工程：年初预算52万元，调整预算98万元，全年支出94万元。",
            [
                "52 expenditure.project stage=initial_budget project=引水渠改造工程",
                "98 expenditure.project stage=adjusted_budget project=引水渠改造工程",
                "94 expenditure.project project=引水渠改造工程",
            ],
            id="a sentence that begins with a project's name",
        ),
        pytest.param(
            "其他收入（银行存款利息及代扣手续费返还）3.20万元。",
            ["3.20 income fund=other"],
            id="a bracketed remark is not what the number is",
        ),
        pytest.param("人均公用经费约3.36万元。", [], id="an average is no total"),
    ],
)
def test_what_hangs_from_what(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "基本支出、项目支出分别为400万元和600万元，占总支出的比重分别为40%、60%。",
            ["share 40 expenditure.basic vs expenditure", "share 60 expenditure.project vs expenditure"],
        ),
        (
            "收入1000万元，包括一般公共预算财政拨款700万元、其他收入300万元，两项分别占70%和30%。",
            ["share 70 income vs income", "share 30 income vs income"],
        ),
        ("收入1000万元，包括一般公共预算财政拨款700万元、其他收入300万元，三项分别占70%和30%。", []),
        (
            "基本支出400万元，项目支出600万元，执行率分别为95%、96%。",
            ["execution_rate 95 expenditure.project vs adjusted_budget"],
        ),
        (
            "本年收入合计480万元，收入总计500万元。本年收入较2022年的430万元增加50万元，增长11.63%。",
            ["change_amount 50 income vs prior_year", "change_rate 11.63 income vs prior_year"],
        ),
        (
            "核定编制62名，在职58人，其中行政53人、工勤5人，人员控制率93.55%，比上年增加2人。",
            ["control_rate 93.55 staff.actual vs staff.quota", "change_amount 2 staff.actual vs prior_year"],
        ),
        (
            "年初预算支出1000万元，年中追加预算215万元，其中追加人员经费96万元、办案业务费119万元。",
            [
                "change_amount 215 expenditure vs initial_budget",
                "change_amount 96 expenditure.basic.personnel vs initial_budget",
                "change_amount 119 expenditure.project vs initial_budget",
            ],
        ),
        (
            "年初预算支出1000万元，年中因上年结转等因素追加100万元。",
            ["change_amount 100 expenditure vs initial_budget"],
        ),
        (
            "全年支出4226.55万元，较全年预算4415.08万元少188.53万元。",
            ["change_amount -188.53 expenditure vs adjusted_budget"],
        ),
        ("全年支出4226.55万元，节约资金至少100万元。", []),
    ],
)
def test_what_a_claim_is_about(text: str, found: list[str]) -> None:
    assert claims(text) == found


def test_guests_of_the_clause_before() -> None:
    text = "“三公”经费支出完成预算的76.89%，同比下降13.40%。公务接待费主要用于接待上级检查，共42批次368人次。"
    assert figures(text) == ["42 three_public.reception.batches", "368 three_public.reception.visits"]
    assert claims(text)[-1] == "change_rate -13.40 three_public vs prior_year"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "二、预算安排与支出情况\n\n上年度支出318万元。",
            ["318 expenditure year=2022"],
            id="a heading of several stages gives none, and the year before is final",
        ),
        pytest.param(
            "（二）部门财政资金支出情况\n\n全年决算支出320万元。",
            ["320 expenditure"],
            id="财政资金 in a heading is no fund",
        ),
        pytest.param(
            "财政拨款支出年初预算为68万元，支出决算为81万元。",
            [
                "68 expenditure fund=fiscal_appropriation stage=initial_budget",
                "81 expenditure fund=fiscal_appropriation",
            ],
            id="a fund's spending in another stage",
        ),
        pytest.param(
            "三、项目支出明细\n\n1.城市低保金38万元。\n\n2.临时救助6万元。",
            ["38 expenditure.project project=城市低保金", "6 expenditure.project project=临时救助"],
            id="numbered lines under project spending",
        ),
        pytest.param("按功能科目看，农林水支出250万元，其他支出394万元。", [], id="a list by function has no account"),
        pytest.param(
            "核定编制86名，所属单位中，县社会福利院在编26人，县救助管理站在编8人。",
            ["86 staff.quota", "26 staff.actual unit=县社会福利院", "8 staff.actual unit=县救助管理站"],
            id="the staff of sub-units",
        ),
        pytest.param(
            "固定资产中在用54万元、出租2万元。",
            ["54 assets.fixed_in_use", "2 assets.fixed_leased"],
            id="assets in use and let",
        ),
    ],
)
def test_what_headings_and_heads_give(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "本年总收入1000万元。收入结构为：财政拨款收入700万元（70%）、其他收入300万元（30%）。",
            ["share 70 income vs income", "share 30 income vs income"],
        ),
        ("本年总收入1000万元，其中：财政拨款收入700万元（93%）。", []),
        ("年初支出预算为400万元，完成105.72%。", ["execution_rate 105.72 expenditure vs initial_budget"]),
        ("年末在编职工588人，占编制数的94.84%。", ["control_rate 94.84 staff.actual vs staff.quota"]),
        (
            "基本支出178万元、项目支出163万元，各占52.20%和47.80%。",
            ["share 52.20 expenditure.basic vs expenditure", "share 47.80 expenditure.project vs expenditure"],
        ),
    ],
)
def test_rates_without_words_of_their_own(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "基本支出361万元，上年为346万元，增15万元、4.34%；项目支出210万元，上年为251万元，减41万元、16.33%。",
            [
                "change_amount 15 expenditure.basic vs prior_year",
                "change_rate 4.34 expenditure.basic vs prior_year",
                "change_amount -41 expenditure.project vs prior_year",
                "change_rate -16.33 expenditure.project vs prior_year",
            ],
        ),
        (
            "支出比2022年的598万元下降4.42%，少支26万元。",
            ["change_rate -4.42 expenditure vs prior_year", "change_amount -26 expenditure vs prior_year"],
        ),
        ("支出571万元，新增资产12万元，新增15万元。", []),
        (
            "收入586万元、支出571万元，分别增长14.9%和20.4%。",
            ["change_rate 14.9 income vs prior_year", "change_rate 20.4 expenditure vs prior_year"],
        ),
        ("支出571万元，分别增长14.9%和20.4%。", []),
        (
            "上年结转6万元，本年收入575万元，本年支出571万元，年末结转9万元，预算执行率97.97%。",
            ["execution_rate 97.97 expenditure vs adjusted_budget"],
        ),
        (
            "“三公”经费预算9万元，支出6.85万元，完成预算76.11%。",
            ["execution_rate 76.11 three_public vs initial_budget"],
        ),
    ],
)
def test_changes_and_rates_of_what_stands_before(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.收入\n\n年初预算586万元。", ["586 income stage=initial_budget"]),
        ("“三公”经费预算9万元，支出6.85万元。", ["9 three_public stage=initial_budget", "6.85 three_public"]),
        (
            "公务接待费2.62万元，国内接待28批次、265人。",
            ["2.62 three_public.reception", "28 three_public.reception.batches", "265 three_public.reception.visits"],
        ),
        (
            "三、项目支出情况\n\n2.国土空间规划及变更调查：年初预算86万元，实际支出74万元。",
            [
                "86 expenditure.project stage=initial_budget project=国土空间规划及变更调查",
                "74 expenditure.project project=国土空间规划及变更调查",
            ],
        ),
    ],
)
def test_what_is_left_unsaid(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_staff_by_other_words() -> None:
    assert figures("编办核定34名编制，年底在册31人。") == ["34 staff.quota", "31 staff.actual"]
    assert figures("年末在册低保对象6842人。") == []


def test_projects_named_before_a_comma() -> None:
    text = "（五）项目支出构成\n\n按金额依次为：（1）社区运转，1268万元；（2）环卫保洁，842万元。"
    assert figures(text) == ["1268 expenditure.project project=社区运转", "842 expenditure.project project=环卫保洁"]


def test_an_outer_heading_of_budgets_gives_no_stage() -> None:
    text = "二、预算资金情况\n\n（一）总体收支\n\n收入合计62万元。\n\n（二）预算安排\n\n基本支出48万元。"
    assert figures(text) == ["62 income", "48 expenditure.basic stage=initial_budget"]


def test_a_share_of_items_is_of_what_the_text_splits_up() -> None:
    text = "基本支出100万元，其中：工资福利支出86万元，占86%。"
    assert claims(text) == ["share 86 econ.301 vs expenditure.basic"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "年中因正常晋级、增量任务等调整后预算总额246万元（基本支出194万元，项目支出52万元）。",
            [
                "246 expenditure stage=adjusted_budget",
                "194 expenditure.basic stage=adjusted_budget",
                "52 expenditure.project stage=adjusted_budget",
            ],
        ),
        (
            "年初预算200万元。某某盘子300万元（基本支出194万元，项目支出106万元）。",
            ["200 expenditure stage=initial_budget"],
        ),
        (
            "支出218万元，其中基本支出182万元（人员165万元、公用17万元）。",
            [
                "218 expenditure",
                "182 expenditure.basic",
                "165 expenditure.basic.personnel",
                "17 expenditure.basic.operating",
            ],
        ),
        ("全县生产总值120亿元，一般公共预算收入仅6.03亿元。", []),
        ("2024年，我局计划安排项目经费1150万元。", []),
        (
            "三、主要项目支出情况\n\n服务体系建设经费年初预算420万元，追加后预算786万元，实际支出742万元；"
            "基础设施补助年初预算300万元，实际支出290万元。",
            [
                "420 expenditure.project stage=initial_budget project=服务体系建设经费",
                "786 expenditure.project stage=adjusted_budget project=服务体系建设经费",
                "742 expenditure.project project=服务体系建设经费",
                "300 expenditure.project stage=initial_budget project=基础设施补助",
                "290 expenditure.project project=基础设施补助",
            ],
        ),
        (
            "“三公”经费支出2.68万元，年度预算5万元，预算完成率53.6%，与上年3.15万元相比下降14.92%。",
            ["2.68 three_public", "5 three_public stage=initial_budget", "3.15 three_public year=2022"],
        ),
    ],
)
def test_whose_stage_and_whose_money(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "政府采购预算320万元，实际采购311.23万元，其中货物46.3万元、服务264.93万元，完成预算的97.26%。",
            ["execution_rate 97.26 procurement vs initial_budget"],
        ),
        (
            "年初预算5862.4万元，其中上级补助收入300万元。决算收入6285.2万元，其中上级补助收入300万元，比年初预算增加422.8万元。",
            ["change_amount 422.8 income vs initial_budget"],
        ),
        (
            "基本支出由工资福利支出402.15万元、商品和服务支出36.61万元两部分构成，分别占91.66%和8.34%。",
            ["share 91.66 econ.301 vs expenditure.basic", "share 8.34 econ.302 vs expenditure.basic"],
        ),
        ("一般公共预算支出512万元，其中交通运输（类）支出489万元，占95.53%。", []),
        (
            "调整后预算18.5万元，执行率99.8%，比2022年支出17.9万元增加0.56万元。",
            [
                "execution_rate 99.8 expenditure vs adjusted_budget",
                "change_amount 0.56 expenditure vs prior_year",
            ],
        ),
    ],
)
def test_a_claim_behind_a_list(text: str, found: list[str]) -> None:
    assert claims(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "调整后预算584万元，基本支出、项目支出分别为367万元和217万元。",
            [
                "584 expenditure stage=adjusted_budget",
                "367 expenditure.basic stage=adjusted_budget",
                "217 expenditure.project stage=adjusted_budget",
            ],
        ),
        (
            "二、项目支出情况\n\n2.国土规划编制及调查：预算安排86万元，实际支出74万元。",
            [
                "86 expenditure.project stage=adjusted_budget project=国土规划编制及调查",
                "74 expenditure.project project=国土规划编制及调查",
            ],
        ),
        ("二、项目支出情况\n\n4.甲类整治、乙类登记分别支出388万元、366万元。", []),
        (
            "2.公务用车购置及运行费：购置费支出0万元；运行维护费预算10万元，支出8.35万元。",
            [
                "0 three_public.vehicle.purchase",
                "10 three_public.vehicle.operation stage=initial_budget",
                "8.35 three_public.vehicle.operation",
            ],
        ),
        (
            "全年支出760万元。主要项目：疫情防控112万元，小区整治185万元。",
            [
                "760 expenditure",
                "112 expenditure.project project=疫情防控",
                "185 expenditure.project project=小区整治",
            ],
        ),
        ("百元医疗收入消耗卫生材料25.8元，2024年部门预算收入预计7050万元。", []),
        ("事业编制11名，在编10人，控制率90.91%。", ["11 staff.quota", "10 staff.actual"]),
    ],
)
def test_names_and_stages_of_lists(text: str, found: list[str]) -> None:
    assert figures(text) == found
