from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.figures.check.claims import find_claims
from fazhi.figures.check.consistency import find_contradictions
from fazhi.figures.check.mentions import explain, find_mentions

# Characters that numbers, units, signs and exclusions are made of, so that random text reaches the rules.
CHARS = st.sampled_from(
    "0123456789０１２,，.．% 　\n\t-—~至到、；;:：。“”《》（）()"
    "〔〕+×/第前一二两三十百千万亿零〇点余多几近约超过不足以上下内左右"
    "件个人次场名元年月日时分天小时率占其中共受理审结办结纠错累计接收解除在册无零脱管没有发生a"
)
TEXTS = st.one_of(st.text(CHARS, max_size=60), st.text(max_size=60))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_gives_sorted_disjoint_mentions_at_their_offsets(text: str) -> None:
    mentions = find_mentions(text)
    position = 0
    for mention in mentions:
        assert position <= mention.start <= mention.number_start < mention.number_end <= mention.end
        assert text[mention.start : mention.end] == mention.text
        assert mention.granularity > 0
        position = mention.end
    for contradiction in find_contradictions(text, mentions):
        assert contradiction.message
        assert all(0 <= place < len(mentions) for place in contradiction.mentions)
    for left in explain(text):
        assert left.reason
    for claim in find_claims(text):
        assert text[claim.start : claim.end] == claim.text


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_lines_do_not_change_what_the_next_paragraph_holds(first: str, second: str) -> None:
    second = second.replace("\t", "")
    joined = find_mentions(first.replace("\t", "") + "\n\n" + second)
    shift = len(first.replace("\t", "")) + 2
    alone = find_mentions(second)
    assert [(m.start - shift, m.text, m.value) for m in joined if m.start >= shift] == [
        (m.start, m.text, m.value) for m in alone
    ]


FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
CHINESE_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Below 100000, as reports write it."""
    if number >= 10_000:
        rest = number % 10_000
        tail = "" if not rest else ("零" if rest < 1000 else "") + in_chinese_section(rest, inner=True)
        return in_chinese_section(number // 10_000) + "万" + tail
    return in_chinese_section(number)


def in_chinese_section(number: int, inner: bool = False) -> str:
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + CHINESE_DIGITS[digit] + name
            zero = False
        else:
            zero = True
    if not inner and text.startswith("一十"):
        text = text[1:]
    return text


@given(st.integers(2, 99_999))
def test_a_number_reads_the_same_however_it_is_printed(number: int) -> None:
    grouped = f"{number:,}"
    printed = [
        str(number),
        grouped,
        grouped.replace(",", "，"),
        grouped.replace(",", " "),
        str(number).translate(FULL_WIDTH),
        f"{number} ",
        in_chinese(number) if number != 2 else "两",
    ]
    for digits in printed:
        (mention,) = find_mentions(f"办理案件{digits}件。")
        assert (mention.value, mention.unit) == (Decimal(number), "件"), digits


@given(st.decimals("0.01", "999.99", places=2), st.sampled_from([("万元", 10**4), ("亿元", 10**8)]))
def test_money_comes_to_yuan(amount: Decimal, scale: tuple[str, int]) -> None:
    (mention,) = find_mentions(f"挽回损失{amount}{scale[0]}。")
    assert (mention.value, mention.unit) == (amount * scale[1], "元")


@given(st.decimals("0", "100", places=1))
def test_a_rate_is_kept_as_printed(rate: Decimal) -> None:
    (mention,) = find_mentions(f"成功率{rate}%。")
    assert (mention.value, mention.unit, mention.granularity) == (rate, "%", Decimal("0.1"))
