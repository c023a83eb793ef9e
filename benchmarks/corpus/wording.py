"""The wording of a report: its paragraphs and tables, with names of figures in braces where numbers go.

Invented for this purpose; no sentence is taken from a published report. A variant turns the order of what has no number
and chooses between ways to say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Rows:
    """A table without merged cells: its rows, all of one length."""

    rows: tuple[tuple[str, ...], ...]


Block = Words | Rows


class Wording(NamedTuple):
    """All that a report's words depend on, but for its county; many reports share one."""

    department: str  # its kind, without the county's name
    topic: str  # what its projects are named after
    fiscal_year: int
    variant: int
    version: int  # 1, or 2: the same report again, with some results put right


DUTIES = (
    "贯彻落实上级关于本领域工作的各项决策，拟定全县{topic}工作的年度计划，经批准后组织实施，并对落实情况开展督促检查。",
    "承担本行业的统计、信息发布和档案管理，建立健全{topic}数据台账，为上级部门和县政府提供真实可靠的决策参考。",
    "指导乡镇和有关单位开展{topic}业务，组织业务培训和经验交流，协调解决工作推进中遇到的困难和矛盾。",
    "负责本系统项目的申报、评审、监督和验收，会同有关部门管好用好各类{topic}补助，确保专款专用、账实相符。",
    "受理群众来信来访和政务咨询，办理建议和提案，推进政务公开，主动接受社会各界和新闻媒体的监督。",
    "抓好本系统的党风廉政、安全生产和保密工作，做好干部教育培训和人才引进，完成上级交办的其他事项。",
)
METHODS = (
    "自评工作由分管领导牵头，办公室、财务室和业务股室共同参与，先由各股室对照年初目标逐项填报，再由财务室汇总核对。",
    "核对时以会计账簿、支付凭证和项目验收资料为依据，对口径不一致的数据逐一说明原因，确保上报内容真实、完整、准确。",
    "对涉及服务对象评价的内容，采取入户走访、电话回访和线上问卷相结合的方式了解情况，问卷由第三方机构独立发放和回收。",
    "评价过程坚持客观公正、突出重点、注重实效的原则，既看投入和过程，也看产出和效果，对存在问题不回避、不遮掩。",
)
PROBLEMS = (
    "部分{topic}项目前期准备不够充分，招标和开工时间偏晚，造成年度支出前慢后快，均衡性有待提高。",
    "预算编制的精细化程度不高，个别支出内容在年初估计不足，年中需要在科目之间调剂，计划的约束力有所减弱。",
    "绩效目标中定性描述偏多，能够量化考核的内容偏少，业务股室对目标编制的参与度还不够高。",
    "档案资料的收集和归档不够及时，少数项目的验收材料在检查前集中补充，日常管理有待加强。",
    "财务人员和业务人员沟通不多，对新出台的制度学习不深，对支出进度的动态监控还停留在事后统计。",
)
MEASURES = (
    "提前谋划下一年度{topic}项目，做实项目库，成熟一个申报一个，避免出现钱等项目的情况。",
    "把预算编制和业务计划同部署、同研究、同落实，由业务股室提出需求，财务室按标准测算，集体研究后上报。",
    "完善内部控制制度，明确各环节责任人，对支出进度按月通报，对进展缓慢的股室及时提醒约谈。",
    "加强绩效知识培训，邀请专业人员授课，逐步建立符合本部门特点的指标库，提高目标的可衡量程度。",
    "健全档案管理办法，做到项目完成一个、资料归档一个，为绩效评价和审计监督提供完整依据。",
)
RESULTS = (
    "一年来，{topic}工作稳步推进，基层基础进一步夯实，服务能力明显增强，群众办事更加方便，社会反响良好。",
    "通过规范流程和压减环节，办理时限普遍缩短，企业和群众的获得感不断提升，行业形象得到改善。",
    "项目实施后，{topic}设施条件得到改善，管护责任落实到人，运行状况总体平稳，没有发生安全责任事故。",
    "宣传教育覆盖面持续扩大，公众对{topic}知识的知晓程度明显提高，主动参与的氛围逐步形成。",
)
NAMES_OF_PROJECTS = (
    ("{topic}基础设施维修", "{topic}业务能力提升", "{topic}信息平台运维", "{topic}宣传活动"),
    ("{topic}设备更新改造", "{topic}人员培训", "{topic}数据平台建设", "{topic}下乡服务"),
    ("{topic}示范点建设", "{topic}专家服务", "{topic}网络安全保障", "{topic}主题宣传"),
    ("{topic}场所修缮", "{topic}技术推广", "{topic}档案数字化", "{topic}群众活动"),
)
_STAGES = ("initial", "adjusted", "final", "final.before")


@lru_cache(maxsize=512)
def blocks(wording: Wording) -> tuple[Block, ...]:
    """A report's blocks in order; left in braces: the names of figures, {county} and {address}."""
    department, topic, fiscal_year, variant, version = wording
    before, year = str(fiscal_year - 1), str(fiscal_year)
    names = NAMES_OF_PROJECTS[variant % len(NAMES_OF_PROJECTS)]
    made: list[Block] = [
        Words("{county}" + f"{department}{year}年度部门整体支出绩效自评报告" + ("（修订）" if version > 1 else "")),
        Words(f"按照预算绩效管理的要求，我单位对{year}年度部门整体支出开展了绩效自评，现将有关情况报告如下。"),
        *_profile(department, year, variant),
        *_accounts(year, before),
        *_projects(year, variant, names),
        *_results(year, variant),
        Words("{county}" + department),
        Words(f"{fiscal_year + 1}年{3 + variant % 4}月{11 + variant}日"),
    ]
    known = {"{topic}": topic, "{p1}": names[0], "{p2}": names[1], "{p3}": names[2], "{p4}": names[3]}
    return tuple(_with(_with(block, known), {"{topic}": topic}) for block in made)


def _profile(department: str, year: str, variant: int) -> list[Block]:
    return [
        Words("一、部门概况"),
        Words("（一）主要职能"),
        Words("{address}" + f"{department}是主管全县有关工作的职能部门，主要职能如下。"),
        *_turned(DUTIES, variant),
        Words("（二）人员情况"),
        Words(
            f"{year}年末，本部门编制{{quota}}人，其中行政编制{{quota.administrative}}人、事业编制"
            f"{{quota.institution}}人；实有在职人员{{actual}}人，其中行政{{actual.administrative}}人、事业"
            "{actual.institution}人。离退休人员{retired}人。"
        ),
        Words("（三）资产情况"),
        Words(
            f"截至{year}年末，资产总额{{assets}}万元，其中货币资金{{cash}}万元、固定资产净值{{fixed.net}}万元"
            "（固定资产原值{fixed.gross}万元）。负债总额{liabilities}万元，净资产{net}万元。"
        ),
    ]


def _accounts(year: str, before: str) -> list[Block]:
    return [
        Words("二、部门收支情况"),
        Words("（一）收入情况"),
        Words(
            f"{year}年度本年收入合计{{income}}万元，其中：一般公共预算财政拨款收入{{income.general}}万元，占"
            "{general.share}%；其他收入{income.other}万元，占{other.share}%。年初结转和结余{opening}万元，收入总计"
            "{grand}万元。"
        ),
        Words("（二）支出情况"),
        Words(
            f"{year}年度本年支出合计{{expenditure.final}}万元，比上年增加{{expenditure.change}}万元，增长"
            "{expenditure.change.rate}%。其中：基本支出{basic.final}万元，占{basic.share}%；项目支出"
            "{project.final}万元，占{project.share}%。年末结转和结余{closing}万元。"
        ),
        Words(
            f"{year}年年初预算支出{{expenditure.initial}}万元，全年预算支出{{expenditure.adjusted}}万元，实际支出"
            "{expenditure.final}万元，完成全年预算的{expenditure.execution}%。"
        ),
        Words("单位：万元"),
        Rows(
            (
                ("项目", f"{year}年年初预算数", f"{year}年全年预算数", f"{year}年决算数", f"{before}年决算数"),
                *(
                    (label, *(f"{{{name}.{stage}}}" for stage in _STAGES))
                    for label, name in (
                        ("支出合计", "expenditure"),
                        ("基本支出", "basic"),
                        ("其中：人员经费", "personnel"),
                        ("公用经费", "operating"),
                        ("项目支出", "project"),
                    )
                ),
            )
        ),
        Words("（三）基本支出情况"),
        Words(
            f"{year}年度基本支出{{basic.final}}万元，比上年增加{{basic.change}}万元，增长"
            "{basic.change.rate}%。其中：人员经费{personnel.final}万元，主要包括基本工资{wages.final}万元、津贴补贴"
            "{allowances.final}万元、奖金{bonus.final}万元、绩效工资{merit.final}万元、社会保险缴费"
            "{insurance.final}万元、住房公积金{housing.final}万元；公用经费{operating.final}万元，主要包括办公费"
            "{office.final}万元、印刷费{printing.final}万元、差旅费{travel.final}万元、劳务费{labour.final}万元、"
            "工会经费{union.final}万元、其他交通费用{transport.final}万元、其他商品和服务支出{sundry.final}万元。"
        ),
        Words("单位：万元"),
        Rows(
            (
                ("经济分类科目", "年初预算数", "全年预算数", "决算数", f"{before}年决算数"),
                *(
                    (label, *(f"{{{name}.{stage}}}" for stage in _STAGES))
                    for label, name in (
                        ("基本工资", "wages"),
                        ("津贴补贴", "allowances"),
                        ("奖金", "bonus"),
                        ("绩效工资", "merit"),
                        ("住房公积金", "housing"),
                        ("办公费", "office"),
                        ("印刷费", "printing"),
                        ("差旅费", "travel"),
                        ("劳务费", "labour"),
                        ("工会经费", "union"),
                        ("其他交通费用", "transport"),
                        ("其他商品和服务支出", "sundry"),
                    )
                ),
            )
        ),
        Words("（四）“三公”经费情况"),
        Words(
            f"{year}年度“三公”经费支出预算{{public.budget}}万元，支出决算{{public}}万元，完成预算的"
            "{public.execution}%，比上年减少{public.change}万元，下降{public.change.rate}%。其中：公务用车运行维护费"
            "预算{vehicle.budget}万元，决算{vehicle}万元；公务接待费预算{reception.budget}万元，决算{reception}万元，"
            "国内公务接待{batches}批次、{visits}人次。"
        ),
        Words("单位：万元"),
        Rows(
            (
                ("项目", f"{before}年决算数", f"{year}年预算数", f"{year}年决算数"),
                ("三公经费", "{public.before}", "{public.budget}", "{public}"),
                ("公务用车运行维护费", "{vehicle.before}", "{vehicle.budget}", "{vehicle}"),
                ("公务接待费", "{reception.before}", "{reception.budget}", "{reception}"),
            )
        ),
        Words("（五）政府采购情况"),
        Words(
            f"{year}年度政府采购支出总额{{procurement}}万元，其中：政府采购货物支出{{goods}}万元、政府采购服务支出"
            "{services}万元。"
        ),
    ]


def _projects(year: str, variant: int, names: tuple[str, ...]) -> list[Block]:
    return [
        Words("三、项目支出情况"),
        Words(
            f"{year}年度项目支出{{project.final}}万元，比上年增加{{project.change}}万元，增长{{project.change.rate}}%。"
            "全年预算执行率为{project.execution}%。各项目执行情况如下。"
        ),
        Words("单位：万元"),
        Rows(
            (
                ("项目名称", "年初预算数", "全年预算数", "执行数", "执行率"),
                *(
                    (
                        f"{{p{n}}}",
                        f"{{project{n}.initial}}",
                        f"{{project{n}.adjusted}}",
                        f"{{project{n}.final}}",
                        f"{{project{n}.execution}}%",
                    )
                    for n in range(1, len(names) + 1)
                ),
                ("合计", "{project.initial}", "{project.adjusted}", "{project.final}", "{project.execution}%"),
            )
        ),
        Words("四、自评工作开展情况"),
        *_turned(METHODS, variant),
    ]


def _results(year: str, variant: int) -> list[Block]:
    return [
        Words("五、绩效目标完成情况"),
        *_turned(RESULTS, variant),
        Words("对照年初设定的绩效目标，各项指标完成情况见下表。"),
        Rows(
            (
                ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
                ("投入指标", "预算执行", "预算执行率", "100%", "{expenditure.execution}%", "10", "{score.execution}"),
                ("产出指标", "数量指标", "{topic}服务人次", "≥2000人次", "{served}人次", "10", "10"),
                ("产出指标", "数量指标", "开展{topic}活动", "≥100场次", "{sessions}场次", "10", "10"),
                ("产出指标", "数量指标", "建设{topic}站点", "≥20个", "{sites}个", "10", "10"),
                ("产出指标", "质量指标", "{topic}项目验收合格率", "≥99.95%", "{passed}%", "15", "{score.passed}"),
                ("产出指标", "时效指标", "{topic}任务按期完成率", "≥95%", "{timely}%", "10", "10"),
                ("效益指标", "经济效益指标", "带动群众增收", "≥30万元", "{saved}万元", "10", "10"),
                ("效益指标", "社会效益指标", "{topic}公共服务水平", "有所提高", "有所提高", "15", "15"),
                ("满意度指标", "服务对象满意度", "服务对象满意度", "≥99%", "{content}%", "10", "{score.content}"),
                ("总分", "", "", "", "", "100", "{score}"),
            )
        ),
        Words(f"经综合评定，我单位{year}年度部门整体支出绩效自评得分{{score}}分，评价等次为“优”。"),
        Words("六、存在的问题"),
        *_turned(PROBLEMS, variant),
        Words("七、改进措施"),
        *_turned(MEASURES, variant),
    ]


def _turned(texts: tuple[str, ...], variant: int) -> list[Block]:
    """Paragraphs in another order for each variant, numbered."""
    turn = variant % len(texts)
    return [Words(f"{n}．{text}") for n, text in enumerate((*texts[turn:], *texts[:turn]), 1)]


def _with(block: Block, known: dict[str, str]) -> Block:
    def fill(text: str) -> str:
        for name, words in known.items():
            text = text.replace(name, words)
        return text

    if isinstance(block, Words):
        return Words(fill(block.text))
    return Rows(tuple(tuple(map(fill, row)) for row in block.rows))
