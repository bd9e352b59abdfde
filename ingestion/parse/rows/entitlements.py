"""Terms of a case: what each applicant gets or pays, which promises nothing."""

from __future__ import annotations

import re

from ingestion.parse.rows.placed import Placed

_ENTITLED = re.compile(
    r"给予|奖励(?!资金)|奖补(?!资金)|补助(?!资金|经费)|补贴(?!性|资金|政策)|资助|罚款|处以|补偿(?!资金|机制)|允许|可用于|扣减|[上下]浮|报销比例(?:相应|高于|可|按)|贴息|收费标准|费用标准|(?:报名|考试|测试|培训|评审)费"
    r"|(?:信用额|担保额|贷款额)度?可|可申请|承诺(?!办|时限|完成)|起付|限额|津贴|(?<!担)保额|保费|缴费标准|出资|负担(?!率)|分担(?!率)|控制线|每月(?:发放|补|给)|享受|优惠(?!贷款)|抵扣|上限|下限|封顶|兜底|(?:同一|单个|单项|单笔|单户|单家)[^,]{0,12}(?:总额|额度|不超过|不高于)"
    r"|减免|免征|减征|征收|扣除|抵免|税率|起征|最高(?:不超过|可|给予|额度)?"
    r"|按照?[^,]{0,16}(?:标准|比例)(?:给予|予以|安排|计提|提取|补|发放|缴|支付|执行)"
    r"|每(?:人|户|家|台|辆|吨|亩|个|件|次|度|头|千瓦时)(?:每[年月])?(?:不超过|最高|补|奖|给予)"
    r"|贷款额度|授信额度|注册资本|违约金|业务收费|保证金|定金|一次性(?:给予|奖|补)|收取[^,]{0,8}费"
    r"|费率(?!(?:总体)?(?:降|平均))|风险(?:责任|分担)比例"
)
_EACH_ONE = re.compile(
    r"每(?:人|生|户|亩|头|只|名|例|车|千瓦时|度|吨|立方米|平方米|台|辆|公里|次)(?:每[年月日])?[^,]{0,4}$"
)
_ONE_CASE = re.compile(r"同一|单个|单项|单笔|单户|单家")
_AGGREGATE = re.compile(r"总额|总规模|资金规模|总量|累计|平均[^,]{0,4}费率")


def is_entitlement(placed: Placed, following: str) -> bool:
    """给予最高50万元奖励 is a term per case; 年度补贴总额10亿元 is an aggregate and so a promise.

    Args:
        following: what stands behind the clause.
    """
    quantity = placed.quantity
    is_money = quantity.unit.endswith("元")
    if not is_money and quantity.unit_class not in ("percent", "measure"):
        return False
    if is_money and not quantity.change and _EACH_ONE.search(placed.left):
        return True
    if is_money and _ONE_CASE.search(placed.left):
        return True
    if placed.left.endswith("报销") or placed.left.startswith("允许"):
        return True
    if _AGGREGATE.search(placed.left):
        return False
    granted = following[:14] if re.search(r"给予|予以", following[:14]) else ""
    return _ENTITLED.search(placed.left + placed.right + granted) is not None
