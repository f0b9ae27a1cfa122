from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from marked_sentences import Marked, read_marked, unmark

from fazhi.figures.check.mentions import Mention, explain, find_mentions

SHARED = Path(__file__).parents[4] / "shared"
SENTENCES = [
    *read_marked("sentences_tuned.txt"),
    *read_marked("sentences_held_out.txt"),
    *read_marked("sentences_judged.txt"),
]

# What looks like figures in such reports and is none, a line for each kind.
NO_FIGURES = """
2020年上半年、2020年6月30日、1-6月、2019-2020年、2021年至2023年、前三季度、第一季度
9时30分、上午10点、2020 年 6 月 30 日
“十四五”规划、“七五”普法、“三会一课”、一案一考、一社区一法律顾问、一村(居)一法律顾问、“1+1+3”体系、“1+N”、3+2
十九届二中、三中、四中全会,二十届三中全会,十四届三次全会,第十三届全国人大三次会议
第一批、第1254条、第十七条第二款、第三次会议、第一责任人、首次、第1、2、3名、第3-5条、第三、四次会议
粤府〔2020〕12号、法释〔2020〕17号、国办发〔2018〕115号、GB/T 9704-2012、令第481号
拨打12348、110、119、120、12345,电话0755-25666888、13800138000,邮编518001
四个意识、四个自信、两个维护、两个确立、五位一体、四个全面、三个代表、八项规定、三个规定、四种形态、行政执法三项制度
两学一做、扫黑除恶、一带一路、“三假”人员、三无、五老、八五普法、三大攻坚战、五个带头、三个聚焦、九个一活动
一是、二是、三是,进一步、一系列、一批、一些、一定、一律、统一、唯一、一方面、同一个、每一个
万众一心、千方百计、十分、百姓、百日攻坚、一线、一体化、一站式、一窗受理、一对一、千家万户、成千上万名、三番五次
24小时热线、7×24小时服务、15分钟公共法律服务圈、半小时服务圈、8小时以外、全年365天
四川、三亚、五华区、九龙坡、六盘水、八步区、三台县、五家渠市、三门峡
5A级、3A、A4、5G、4S店、二级律师、一级学校、三甲医院、一审、二审、二中院
全市第一、排名第3、位列前三、前10名、倒数后三名
《关于印发2020年20项重点工作的通知》、《以案释法100例》
一个窗口办理,作为一个部门,是一项系统工程,一次性告知,一件事一次办,一张网,一盘棋,一把手,打造一支队伍
数十件、几十人、若干个、三五个、两三名、七八十人、几个
打通“最后一公里”、最后1公里
“12·4”国家宪法日、“3·15”、“6.26”、2023·深圳
65岁以上老人、18周岁、80后、近三年来、三年行动、十年磨一剑、10余年、20多年、连续5年、建党100周年
五一期间、十一期间、十四五期间、自2020起
人民路12号3栋5楼、三分之一、1/3、3:1、二次供水、三次分配、两手抓、三步走、第三方评估
二〇二〇年六月三十日、共八章七十六条、自收到之日起五日内
""".strip().splitlines()


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.text[:20])
def test_marked_sentences(sentence: Marked) -> None:
    mentions = find_mentions(sentence.text)
    assert [mention.text for mention in mentions] == [sentence.text[start:end] for start, end in sentence.spans]
    assert [(mention.start, mention.end) for mention in mentions] == list(sentence.spans)
    found = {(mention.start, mention.end): mention for mention in mentions}
    for span, (value, unit, qualifier) in sentence.values.items():
        assert (found[span].value, found[span].unit, found[span].qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize("line", NO_FIGURES)
def test_what_is_no_figure(line: str) -> None:
    assert [mention.text for mention in find_mentions(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "社区服务累计[1200小时],服务群众[30人]",
        "今年前10个月、位列全市前5%、“最多跑一次”、最多跑1次,岗前[3次]培训",
        "辖区A、B、C[3个]街道,每周[3次]",
        "接待[120来人],接到12来信",
        "阅读量[2.3万]线上用户,[10万]点击",
        "时限由[20日]缩短至[5日],从20日起施行,6月1日起",
        "设计一套方案,公共一个平台,各[一名],[至少一名]",
        "以上[百余件]材料,成百上千场",
    ],
)
def test_near_misses(line: str) -> None:
    marked = unmark(line)
    mentions = find_mentions(marked.text)
    assert [(mention.start, mention.end) for mention in mentions] == list(marked.spans)


def one(text: str) -> Mention:
    (mention,) = find_mentions(text)
    return mention


@pytest.mark.parametrize(
    ("text", "granularity"),
    [
        ("530余件", "10"),
        ("2000多人次", "1000"),
        ("300余名", "100"),
        ("3万余份", "10000"),
        ("96.3%", "0.1"),
        ("96.30%", "0.01"),
        ("490张", "1"),
        ("3万份", "10000"),
        ("百余名", "100"),
        ("约350人", "10"),
        ("45.6万元", "1000"),
    ],
)
def test_granularity_is_the_place_of_the_last_printed_digit(text: str, granularity: str) -> None:
    assert one(text).granularity == Decimal(granularity)


@pytest.mark.parametrize(
    ("text", "qualifier", "printed"),
    [
        ("近300名", "lt", "近"),
        ("不足 100 件", "lt", "不足"),
        ("3天内", "lt", "内"),
        ("98%以上", "ge", "以上"),
        ("超过500件", "ge", "超过"),
        ("上百场", "ge", "上"),
        ("约350人", "approx", "约"),
        ("350人左右", "approx", "左右"),
        ("近百余场", "approx", "近…余"),
        ("签约300名", "exact", ""),
        ("节约500元", "exact", ""),
        ("最近3次", "exact", ""),
        ("查找不足12条", "exact", ""),
    ],
)
def test_words_of_degree(text: str, qualifier: str, printed: str) -> None:
    mention = one(text)
    assert (mention.qualifier, mention.printed_qualifier) == (qualifier, printed)


def test_number_offsets_leave_out_words_and_unit() -> None:
    text = "投入近 300.5 万元,"
    mention = one(text)
    assert text[mention.number_start : mention.number_end] == "300.5 万"
    assert mention.text == "近 300.5 万元"


def test_each_bound_of_a_range_is_a_mention() -> None:
    low, high = find_mentions("每件补贴3至5万元")
    assert (low.text, low.value, low.unit, low.qualifier) == ("3", Decimal(30000), "元", "ge")
    assert (high.text, high.value, high.unit, high.qualifier) == ("5万元", Decimal(50000), "元", "lt")


def test_numbers_listed_behind_fenbie_share_the_unit_printed_last() -> None:
    mentions = find_mentions("刑事、民事、行政案件分别为60、30、10件")
    assert [(mention.text, mention.unit) for mention in mentions] == [("60", "件"), ("30", "件"), ("10件", "件")]


def test_a_list_number_at_the_head_of_a_line_is_no_decimal() -> None:
    mentions = find_mentions("总体情况\n1.5个司法所建成\n1.5个百分点\n2.5万人")
    assert [mention.text for mention in mentions] == ["5个", "1.5个百分点", "2.5万人"]


def test_a_quoted_sentence_counts_and_a_quoted_name_does_not() -> None:
    text = "他说：“去年我们办结了120件案件，群众都很满意。”打造“1个中心3个平台”,实现“100%”覆盖"
    assert [mention.text for mention in find_mentions(text)] == ["120件", "100%"]


def test_a_negative_rate_keeps_its_sign() -> None:
    mention = one("同比增长-3.2%")
    assert (mention.text, mention.value) == ("-3.2%", Decimal("-3.2"))


def test_cells_take_their_unit_from_the_headings() -> None:
    text = "类别\t受理（件）\t金额（万元）\n刑事\t1,234\t12.5\n民事\t56\t3\n\n单位：人\n序号\t合计\n1\t20\n"
    found = [(mention.text, mention.value, mention.unit) for mention in find_mentions(text)]
    assert found == [
        ("1,234", Decimal(1234), "件"),
        ("12.5", Decimal(125000), "元"),
        ("56", Decimal(56), "件"),
        ("3", Decimal(30000), "元"),
        ("20", Decimal(20), "人"),
    ]


def test_a_cell_without_a_unit_in_its_headings_is_no_figure() -> None:
    assert find_mentions("年度\t办结\n2020\t15\n") == []


def test_explain_gives_the_reason_of_what_is_left_out() -> None:
    text = "第3次会议、“1个中心”、2020年、四个意识、数十件、共3件"
    assert [(text[left.start : left.end], left.reason) for left in explain(text)] == [
        ("3次", "序数或名次，不是数量"),
        ("1个", "引号或书名号内的名称"),
        ("2020", "日期、时刻或期间"),
        ("四个", "固定提法或名称"),
        ("十件", "虚数，没有确定数值"),
    ]


def test_the_real_report_has_exactly_its_labelled_figures() -> None:
    report, labels = SHARED / "luohu-2020h1.txt", SHARED / "luohu-2020h1.figures.tsv"
    if not report.exists() or not labels.exists():
        pytest.skip("needs ../shared/luohu-2020h1.txt and its labelled figures")
    text = report.read_text(encoding="utf-8-sig")
    mentions = find_mentions(text)
    with labels.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["precision"] in EXPECTED_QUALIFIER]
    left = list(mentions)
    for row in rows:
        start = text.index(row["quote"])
        hits = [
            mention
            for mention in left
            if mention.value == Decimal(row["value"])
            and mention.unit == row["unit"]
            and mention.qualifier == EXPECTED_QUALIFIER[row["precision"]]
            and start - 3 <= mention.start < mention.end <= start + len(row["quote"]) + 3
        ]
        assert hits, f"{row['id']} {row['quote']}"
        left.remove(hits[0])
    assert left == []


EXPECTED_QUALIFIER = {"exact": "exact", "approx_ge": "ge", "approx": "approx"}
