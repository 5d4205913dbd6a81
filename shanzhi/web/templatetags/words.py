"""Words and figures as templates print them: days, lights, states, roles, kinds."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shanzhi.core.access import Actor, has
from shanzhi.core.kinds import Words

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

register = template.Library()

LIGHTS = {
    "late": ("■", _("逾期")),
    "near": ("▲", _("临期")),
    "waiting": ("◐", _("待验收")),
    "normal": ("○", _("在办")),
    "undated": ("–", _("未定期限")),
    "done": ("✓", _("办结")),
    "cancelled": ("×", _("撤销")),
    "paused": ("∥", _("暂停计时")),
}
WORDS: dict[str, "StrPromise"] = {
    "open": _("未开始"),
    "working": _("进行中"),
    "claimed": _("已报办结"),
    "returned": _("退回"),
    "accepted": _("已验收"),
    "cancelled": _("已撤销"),
    "note": _("报进展"),
    "claim": _("报送办结"),
    "accept": _("验收通过"),
    "return": _("退回重办"),
    "cancel": _("撤销任务"),
    "correct_person": _("更正人员"),
    "http": _("网络接口（HTTP）"),
    "mqtt": _("消息服务器（MQTT）"),
    "list": _("表格"),
    "open_source": _("开通数据来源"),
    "close_source": _("停用数据来源"),
    "assign_meter": _("指定表号"),
    "enter_readings": _("导入读数"),
    "keep_feeds": _("管理数据接入"),
    "correct_unit": _("更正单位"),
    "lead": _("牵头单位"),
    "responsible": _("责任单位"),
    "support": _("配合单位"),
    "owner": _("责任主体"),
    "person": _("责任人"),
    "persons": _("责任人"),
    "task": _("任务"),
    "phase": _("阶段"),
    "indicator": _("指标"),
    "duty": _("职责"),
    "money": _("资金奖惩"),
    "norm": _("配备标准"),
    "named_set": _("数字提法"),
    "organ": _("机构"),
    "citation": _("引用文件"),
    "problem": _("存疑之处"),
    "unread": _("未核对"),
    "good": _("无误"),
    "corrected": _("已更正"),
    "question": _("有疑问"),
    "read": _("读出"),
    "added": _("补充"),
    "rejected": _("已删去"),
    "reviewing": _("核对中"),
    "proposed": _("已提请"),
    "adopted": _("已采纳"),
    "running": _("运行中"),
    "closed": _("已结束"),
    "take_snapshot": _("记下指标"),
    "met": _("按时报送"),
    "met_late": _("迟报"),
    "excused": _("已说明"),
    "missed": _("未报"),
    "due": _("待报"),
    "ahead": _("未到时间"),
    "clerk": _("办公室工作人员"),
    "unit": _("责任单位"),
    "leader": _("分管领导"),
    "reader": _("查阅人员"),
    "keeper": _("管理员"),
    "title": _("内容"),
    "deadline": _("原文时限"),
    "name": _("名称"),
    "start": _("开始（原文）"),
    "end": _("结束（原文）"),
    "start_on": _("开始日期"),
    "end_on": _("结束日期"),
    "op": _("要求"),
    "value": _("目标值"),
    "by_on": _("达成日期"),
    "who": _("谁来做"),
    "what": _("做什么"),
    "when": _("什么时候"),
    "freq": _("频次"),
    "hand_in": _("需要报送材料"),
    "trigger": _("情形"),
    "amount": _("数额"),
    "per": _("每"),
    "items": _("包含内容"),
    "number": _("文号"),
    "=": _("达到"),
    ">=": _("不低于"),
    "<=": _("不超过"),
    "+": _("增长"),
    "->": _("提升至"),
    "continuous": _("经常"),
    "daily": _("每天"),
    "weekly": _("每周"),
    "halfmonthly": _("每半月"),
    "monthly": _("每月"),
    "bimonthly": _("每两个月"),
    "quarterly": _("每季度"),
    "halfyearly": _("每半年"),
    "yearly": _("每年"),
    "other": _("其他"),
    "hand_in_plan": _("递交方案"),
    "check_clause": _("核对条款"),
    "check_rest": _("核对其余条款"),
    "answer_questions": _("回答问题"),
    "propose_plan": _("提请采纳"),
    "adopt_plan": _("采纳方案"),
    "note_progress": _("报进展"),
    "claim_task": _("报送办结"),
    "accept_task": _("验收通过"),
    "return_task": _("退回重办"),
    "cancel_task": _("撤销任务"),
    "settle_task": _("调整期限"),
    "settle_anchor": _("定起算日"),
    "adopt_pack": _("采纳方案包"),
    "keep_books": _("记账"),
    "reverse_entry": _("冲销分录"),
    "take_payment": _("收款"),
    "print_receipt": _("打印收据"),
    "cancel_receipt": _("作废收据"),
    "ask_exemption": _("提请减免"),
    "decide_exemption": _("决定减免"),
    "propose_closing": _("提请封账"),
    "close_month": _("封账"),
    "receipt_good": _("有效"),
    "receipt_cancelled": _("已作废"),
    "exemption_asked": _("待决定"),
    "exemption_granted": _("已减免"),
    "exemption_refused": _("没有同意"),
    "level_province": _("省级"),
    "level_prefecture": _("市州级"),
    "level_county": _("县级"),
    "level_township": _("乡镇级"),
    "level_village": _("村级"),
    "run_rule": _("规则办理"),
    "skipped": _("不符合条件"),
    "failed": _("没有办成"),
    "transfer": _("转账"),
    "reversal": _("冲销"),
    "lapse": _("到期"),
    "meet_duty": _("报送"),
    "excuse_duty": _("说明情况"),
    "enter_value": _("填报指标"),
    "see_residents": _("查看居民"),
    "keep_residents": _("登记居民"),
    "reveal_value": _("查看明文"),
    "record_consent": _("记下同意"),
    "handle_request": _("办理本人请求"),
    "see_inventory": _("查看个人信息清单"),
    "export_list": _("导出清单"),
    "open_vendor_post": _("开通运维岗位"),
    "act_for": _("代群众办理"),
    "end_act_for": _("结束代办"),
    "change_password": _("换密码"),
    "reset_password": _("发放一次性口令"),
    "open_factor": _("开通二次验证"),
    "close_factor": _("关闭二次验证"),
    "use_recovery_code": _("使用恢复码"),
    "renew_recovery_codes": _("换恢复码"),
    "end_log_ins": _("退出登录"),
    "add_device": _("添加手机"),
    "pair_device": _("手机配对"),
    "end_device": _("停用手机"),
    "unknown": _("不明"),
    "harmony": _("鸿蒙设备"),
    "iphone": _("苹果手机"),
    "ipad": _("苹果平板"),
    "android": _("安卓手机"),
    "windows": _("Windows 电脑"),
    "mac": _("苹果电脑"),
    "linux": _("Linux 电脑"),
    "wecom": _("企业微信"),
    "wechat": _("微信"),
    "dingtalk": _("钉钉"),
    "edge": _("Edge 浏览器"),
    "browser_360": _("360 浏览器"),
    "qq": _("QQ 浏览器"),
    "uc": _("UC 浏览器"),
    "firefox": _("火狐浏览器"),
    "chrome": _("谷歌内核浏览器"),
    "safari": _("Safari 浏览器"),
    "add_places": _("登记地区"),
    "add_units": _("登记单位"),
    "add_person": _("登记人员"),
    "require_second": _("设定两人办理"),
    "erase_values": _("删除日志内容"),
    "close_chain": _("旧链封存"),
    "heartbeat": _("值守记录"),
    "open_case": _("登记事项"),
    "move_case": _("办理事项"),
    "ring_clock": _("时限到期"),
    "rotate_key": _("更换签名密钥"),
    "add_witness": _("登记见证方"),
    "watch_log": _("登记所见证的日志"),
    "find_fork": _("发现分叉"),
    "hear_of_fork": _("见证方报告分叉"),
    "add_record": _("登记一行"),
    "correct_record": _("更正登记"),
    "end_record": _("退出台账"),
    "import_records": _("导入表格"),
    "give_seat": _("安排席位"),
    "end_seat": _("结束席位"),
    "hand_over_seat": _("交接席位"),
    "make_notice": _("起草通报"),
    "edit_notice": _("修改通报"),
    "sign_notice": _("签发通报"),
    "withdraw_notice": _("撤回通报"),
    "see_message": _("已阅"),
    "reopen_duty": _("重新待报"),
    "draft": _("草稿"),
    "signed": _("已签发"),
    "withdrawn": _("已撤回"),
    "board": _("公示栏"),
    "docx": _("文件"),
    "text": _("文字"),
    "sms": _("短信"),
    "broadcast": _("广播"),
    "print": _("张贴"),
    "names": _("姓名"),
    "data": _("内容"),
    "before": _("办理前"),
    "after": _("办理后"),
    "witness": _("见证方"),
    "post": _("网址"),
    "mail": _("电子邮件"),
}
UNIT_KINDS: dict[str, "StrPromise"] = {
    "organ": _("机关"),
    "government": _("政府"),
    "village": _("村级组织"),
    "enterprise": _("企业"),
}
# a word that means one thing as a unit's field and another as a role
FIELD_WORDS: dict[str, "StrPromise"] = {"unit": _("单位"), "due": _("完成日期"), "value": _("目标值")}
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


@register.filter
def word(key: str) -> str:
    """The word for a state, role, kind or deed."""
    return str(WORDS.get(key) or key)


@register.filter
def can(actor: Actor, deed: str) -> bool:
    """Whether the menu shows the way to a deed."""
    return has(actor, deed)


@register.filter
def say(words: Words | str) -> str:
    """A sentence of the house in the reader's language, its {names} filled."""
    if isinstance(words, str):
        return gettext(words) if words else ""
    args = {k: gettext(str(v)) if isinstance(v, str | Words) and str(v) else v for k, v in words.args.items()}
    return gettext(words.text).format(**args) if words.text else ""


@register.filter
def field_word(key: str) -> str:
    """The word for a field of a form."""
    return str(FIELD_WORDS.get(key) or WORDS.get(key) or key)


@register.filter
def unit_kind(key: str) -> str:
    """The word for a kind of unit; as a fact, organ has another."""
    return str(UNIT_KINDS.get(key) or key)


@register.filter(is_safe=True)
def light(key: str) -> SafeString:
    """A light with its shape and its word: colour is never alone."""
    if key not in LIGHTS:
        return SafeString()
    mark, name = LIGHTS[key]
    return format_html('<span class="light {}"><span aria-hidden="true">{}</span>{}</span>', key, mark, name)


@register.filter
def light_word(key: str) -> str:
    """The word for a light."""
    return str(LIGHTS[key][1]) if key in LIGHTS else ""


@register.filter
def light_mark(key: str) -> str:
    """The shape for a light, so that colour is never alone."""
    return LIGHTS[key][0] if key in LIGHTS else ""


@register.filter
def day(value: date | None) -> str:
    """A day as officials write it: 2026年3月16日（周一）."""
    if value is None:
        return ""
    if get_language() == "en":
        return f"{value:%a} {value.day} {value:%b %Y}"
    return f"{value.year}年{value.month}月{value.day}日（{WEEKDAYS[value.weekday()]}）"


@register.filter
def month(value: date) -> str:
    """A month: 2026年11月."""
    return f"{value:%b} {value.year}" if get_language() == "en" else f"{value.year}年{value.month}月"


@register.filter
def tick(value: date) -> str:
    """A month on an axis; January carries the year."""
    if get_language() == "en":
        return f"{value:%b} {value.year}" if value.month == 1 else f"{value:%b}"
    return month(value) if value.month == 1 else f"{value.month}月"


@register.filter
def short_day(value: date | None) -> str:
    """A day without year where space is short: 3月16日."""
    if value is None:
        return ""
    return f"{value.day} {value:%b}" if get_language() == "en" else f"{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """Day and minute in China's time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{short_day(local.date())} {local:%H:%M}"


@register.filter
def age(value: datetime | None, today: date) -> str:
    """How old something is in days."""
    if value is None:
        return ""
    days = (today - timezone.localtime(value).date()) // timedelta(days=1)
    return gettext("今天") if days <= 0 else gettext("{n}天前").format(n=days)


@register.filter
def figure(value: Decimal | float | None) -> str:
    """A figure with thousands marks and no idle zeros."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def lookup(mapping: dict[str, str], key: str) -> str:
    """The value of a key."""
    return mapping.get(key, "")
