"""What a checker says of each fault, in Chinese; the English stands in the catalogue."""

from collections.abc import Mapping
from typing import Final

# code -> (what is wrong and why, how it is mended)
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # the file
    "not_text": ("文件不是 UTF-8 文本。", "请另存为 UTF-8 编码。"),
    "too_large": ("文件超过 {limit} KB。", "请拆成几个方案包，用 uses 引用。"),
    "too_deep": ("层次超过 {limit} 层。", "请减少嵌套。"),
    "too_many": ("内容超过 {limit} 项。", "请拆成几个方案包，用 uses 引用。"),
    "broken_yaml": ("不是正确的 YAML：{problem}。", "请检查这一行的缩进、冒号、引号和括号。"),
    "yaml_version": ("只用 YAML 1.2，不写版本声明。", "请删去以 % 开头的行。"),
    "several_documents": ("一个文件里有两份内容（中间有 ---）。", "请分成两个文件。"),
    "anchor": ("用了锚点或引用（& 或 *），同一内容藏在别处，看不出来。", "请把内容直接写在这里，或放进表格引用。"),
    "tag": ("用了类型标记 {tag}。", "请删去 ! 开头的标记，文字加引号即可。"),
    "duplicate_key": ("“{key}”写了两次，前一次在第 {first} 行，只有一次会算数。", "请合并或删去一处。"),
    "key_not_text": ("键“{key}”不是文字。", "请给它加上引号。"),
    "empty": ("文件没有内容。", "请先用 shanzhi pack new 生成样例。"),
    # shapes
    "unknown_key": ("没有“{key}”这个键。", "是不是“{near}”？"),
    "missing_key": ("缺少“{key}”。", "请补上。"),
    "wrong_shape": ("这里应为{wanted}。", "请按此改写。"),
    "unknown_word": ("不认识“{said}”。", "可以写：{known}。"),
    "bad_id": ("编号“{said}”不合规定。", "请用小写字母开头，只用小写字母、数字和下划线。"),
    "bad_duration": ("“{said}”不是时限。", "请写成 3 work days、4 work hours、20 days、2 months 这样。"),
    "bad_day": ("“{said}”不是日期。", '请写成 "03-16"、"+1 03-16"、阶段编号.start 或 .end。'),
    "bad_expression": ("算式“{said}”读不懂：{problem}。", "请检查括号、引号和运算符；并且用 &&，或者用 ||。"),
    "long_expression": ("算式太长或嵌套太深。", "请拆开，或改用表格。"),
    # names
    "duplicate_id": ("编号“{id}”用了两次，前一次在第 {first} 行，引用时分不清是哪一个。", "请改用另一个编号。"),
    "reserved_id": ("编号“{id}”是格式自己的词，不能用作编号。", "请换一个编号。"),
    "unknown_reference": ("没有编号为“{said}”的{wanted}。", "是不是“{near}”？"),
    "unknown_name": ("算式里的“{said}”没有定义。", "是不是“{near}”？"),
    "unknown_function": ("没有函数“{said}”。", "是不是“{near}”？"),
    "wrong_arguments": ("函数“{said}”的参数个数不对，应为 {least} 至 {most} 个。", "请补足或删去参数。"),
    "unknown_field": ("“{of}”没有字段“{said}”。", "是不是“{near}”？"),
    "unused_pack": ("引用的方案包“{said}”没有找到。", "请检查名称和版本。"),
    "missing_clause": ("没有写明依据的条款，办的人不知道是哪句话要求的。", '请加上 clause，如 "五(1)"。'),
    "unknown_clause": ("条款“{said}”不在所列的条款里。", "请核对条款编号，或补上条款原文。"),
    "money_without_clause": ("涉及金额，却没有条款依据。", "请在这一项写明 clause；没有依据的金额不能收付。"),
    "year_in_library": ("通用方案包里写了年份“{said}”，明年就不能用了。", '请写月日、第几年（"+1 03-16"）或阶段起止。'),
    "person_named": ("“{said}”像是人名，方案包里不写人名。", "请改写岗位，人员在采纳时落实。"),
    # forms
    "photo_without_why": ("必须上交{what}，却没有说明为什么需要。", "请加上 why，或改为不必填。"),
    "private_without_basis": (
        "字段“{said}”是个人信息，却没有写明依据。",
        "请在 private 下写 degree、ground、basis 和 keep。",
    ),
    "looks_private": ("字段“{said}”像是个人信息，却没有标明。", "请加上 private，写明依据、用途和保存期限。"),
    "asked_again": ("“{said}”在台账“{register}”里已经有了，又要填一遍。", "请加上 known: {known}，由程序带出。"),
    "no_choices": ("选项字段“{said}”没有可选的内容。", "请用 of 写明选项，或写出所引用的表。"),
    "range_reversed": ("最小值大于最大值，什么也填不进去。", "请对调或改正。"),
    "public_private": ("公开的字段“{said}”是个人信息。", "请从 public 中删去；公开个人须另有本人同意。"),
    "check_in": ("这是定时定位报到的签到表，增加基层负担，本程序不做。", "请删去；要了解工作做没做，请抽查现场。"),
    # flows
    "no_opening": ("流程没有开头：没有一个不写 from 的动作。", "请加上提出、登记之类的动作，不写 from。"),
    "no_states": ("流程没有状态或没有动作。", "请写上 states 和 actions。"),
    "unknown_state": ("没有状态“{said}”。", "是不是“{near}”？"),
    "unreachable_state": ("状态“{state}”到不了：没有动作通向它。", "请加上通向它的动作，或删去这个状态。"),
    "no_way_to_end": ("到了状态“{state}”就出不来，案子永远办不结。", "请加上通向办结的动作。"),
    "no_final": ("流程没有终点。", "请给至少一个状态写上 final: true。"),
    "final_with_exit": ("状态“{state}”标为终点，却还能办“{actions}”。", "请去掉 final，或给重新打开写明 within 时限。"),
    "missing_clock": ("状态“{state}”没有时限，停在那里也没人知道。", "请写 clock；确实不限时的，写 clock: none。"),
    "final_clock": ("状态“{state}”是终点，时限没有意义。", "请删去 clock。"),
    "final_collects": ("状态“{state}”是终点，没有人再填报。", "请把 collect 写到前面的状态。"),
    "answers_uncounted": ("状态“{state}”要等所有人填报，却不知道一共是哪些人。", "请写明 need: 几份，或写明由谁填报。"),
    "sealed_for_ever": ("状态“{state}”的密封填报没有拆封时间。", "请写明 until。"),
    "answers_beyond_clock": (
        "状态“{state}”收填报到{until}为止，比这个状态的时限（{clock}）还长。",
        "请缩短填报时间，或放宽状态的时限。",
    ),
    "clock_beyond_case": (
        "状态“{state}”的时限（{clock}）比整件的时限（{case}）还长。",
        "请缩短状态的时限，或放宽整件的时限。",
    ),
    "clocks_beyond_case": (
        "最快办结也要依次用足{total}，超过整件的时限（{case}）。",
        "请缩短各状态的时限，或放宽整件的时限。",
    ),
    "tiny_clock": (
        "状态“{state}”的时限（{clock}）与整件的时限（{case}）相差太大，多半是单位写错。",
        "请核对时限的单位。",
    ),
    "one_person": (
        "“{action}”不得与“{other}”同一人办，但两处只有“{post}”能办，而这个岗位只有一人。",
        "请让另一岗位也能办，或增加人数。",
    ),
    "never_together": (
        "“{action}”要求避开“{other}”，但走到这一步之前不会办“{other}”。",
        "请删去 not_same_as，或改写动作。",
    ),
    "cycle_without_clock": (
        "“{states}”之间可以来回打转，没有时限也没有次数。",
        "请给其中一个状态写 clock，或给动作写 times。",
    ),
    "no_actor": ("没有写明由谁办。", "请加上 who。"),
    "too_weak": ("{law}要求：{floor}，这里写得比它低。", "请改为不低于这个比例。"),
    "decide_nobody": ("作决定的“{said}”不是一个有多名成员的岗位。", "请在 posts 里设这个组织，count 大于 1。"),
    # registers and seats
    "quota_impossible": ("没有地方达得到这个数量要求：{why}。", "请改正数量或条件。"),
    "no_fields": ("没有字段，什么也记不下来。", "请写上 fields。"),
    # standards and assessments
    "weights_not_full": ("各项合计 {sum} 分，不等于满分 {full} 分。", "请改正分值。"),
    "parts_not_weight": ("分项合计 {sum} 分，不等于本项 {weight} 分。", "请改正分值。"),
    "no_rule": ("没有写明怎样计分。", "请加上 rule。"),
    "no_weight": ("没有写明分值。", "请加上 weight；加分和一票否决不用写。"),
    "no_value": ("按率或分档计分，却没有写明数值从哪里来。", "请加上 value。"),
    "no_cap": ("加分没有上限，加分可以盖过一切。", "请加上 cap。"),
    "floor_above": ("扣分项的下限高于本项分值。", "请改正 floor。"),
    "counts_reports": (
        "分数取自“{said}”的报送数量，鼓励的是报得多，不是办得好。",
        "请改用抽查结果、复发率或办结用时。",
    ),
    "ranks_persons": ("排名排到了个人。", "请改为对地区或单位排名；不对个人排名公示。"),
    "unscored_column": ("“{said}”没有计入得分，白填一遍。", "请在 score 里用上，或删去这一列。"),
    "no_columns": ("考核没有列，没有人打分。", "请写上 columns。"),
    # accounts
    "staff_points": (
        "积分账户的主人“{said}”是工作人员岗位；对工作人员不设积分。",
        "请改为户或地区；工作人员的考核另按规定办。",
    ),
    "no_owner": ("账户没有主人。", "请加上 owner。"),
    "no_measure": ("没有写明计量单位。", "请加上 measure，如 元、分、亩。"),
    "measures_differ": ("从“{from_}”（{one}）记到“{to}”（{other}），单位不同。", "请改用同一单位的账户。"),
    "same_account": ("从“{said}”记到同一个账户，等于没有记。", "请改正 from 或 to。"),
    # time
    "no_time": ("没有写明多久一次。", "请加上 every。"),
    "no_due": ("没有写明完成时间。", "请加上 due、takes 或 phase；由下级定的，写 need: [due]。"),
    "window_outside": ("时间“{said}”不在周期之内。", "请改正 from 和 to。"),
    "window_reversed": ("时间段的结束早于开始。", "请对调。"),
    "phase_reversed": ("阶段的结束早于开始。", "请改正日期。"),
    "no_phase_end": ("阶段没有结束。", "请加上 to 或 takes。"),
    "task_circle": ("任务“{said}”要等自己完成才能开始。", "请改正 after。"),
    # rules, notices, indicators, feeds
    "unknown_event": ("没有“{said}”这样的事件。", "是不是“{near}”？"),
    "no_deed": ("规则没有写明做什么。", "请写上 do。"),
    "no_upon": ("规则没有写明什么时候做。", "请写上 upon。"),
    "one_deed": ("一个动作里应写明且只写明一种：{known}。", "请分成几个动作。"),
    "opens_duty": (
        "职责“{said}”按自己的日程来，规则不能另开一次。",
        "一次性的工作请写成 task，由规则下达；要分时段的，给职责写 phase。",
    ),
    "own_cause": ("规则的动作又引起规则自己的事件，会没完没了。", "请加上 times 或 if。"),
    "not_by_clock": ("“{said}”不能从状态“{state}”办起，到时办不成。", "请核对动作的 from。"),
    "ratio_undivided": (
        "按总数相除汇总的指标没有写明谁除以谁。",
        "请把 value 写成“= 100 * 甲 / 乙”，或换一种 rollup。",
    ),
    "no_target": ("指标没有目标，也没有说明谁来填。", "请加上 target、value 或 by。"),
    "no_channel": ("公示通报没有写明发到哪里。", "请加上 channels。"),
    "no_readings": ("数据接入没有写明读什么。", "请加上 register 和 reads。"),
    # who sees
    "reader_accused": (
        "被反映的一方“{said}”看得到全部内容，包括是谁反映的。",
        "请从 see 中去掉，或用 fields 限定可看的字段。",
    ),
    "hand_in_nothing": ("“{said}”没有写明交什么。", "请写明 form、sheet、notice、register 或 indicator 之一。"),
}

NOTHING_NEAR: Final = "没有相近的名称，请核对。"
