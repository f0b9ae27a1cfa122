// What a page says about a chart, as ECharts wants it: bars from zero, direct labels, units, the colours of the theme.
const PATTERNS = 6;
const FEW = 6;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--fz-${name}`).trim();
const figure = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("zh-CN"));

function words(unit, colour) {
  return { color: colour, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, formatter: (each) => figure(each.value) + (unit.length > 2 ? "" : unit) };
}

function axes(data, colours, width) {
  // A few names stand under their bars whole, in two lines where need be; of many only as many as there is room for.
  const few = data.kind !== "hbar" && data.categories.length <= FEW;
  const names = {
    type: "category",
    data: data.categories,
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { color: colours.text, interval: data.kind === "hbar" || few ? 0 : "auto", hideOverlap: true, ...(few && { width: Math.floor((width - 56) / data.categories.length), overflow: "break" }) },
    inverse: data.kind === "hbar",
    boundaryGap: data.kind !== "line",
  };
  const values = {
    type: "value",
    min: (range) => Math.min(0, range.min),
    name: data.kind === "hbar" ? "" : data.unit,
    nameTextStyle: { color: colours.muted },
    splitNumber: data.kind === "hbar" ? 3 : 5,
    axisLabel: { color: colours.muted, hideOverlap: true },
    splitLine: { lineStyle: { color: colours.line } },
  };
  return data.kind === "hbar" ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
}

function series(data, colours) {
  const label = words(data.unit, colours.text);
  const few = data.categories.length * data.series.length <= 40;
  return data.series.map(({ name, values }) => {
    if (data.kind === "line" || data.kind === "spark") {
      const many = data.series.length > 1;
      // The label at the end has no place to start from where the line has none.
      const broken = values.includes(null) ? { animation: false } : {};
      return { ...broken, type: "line", name, data: values, symbolSize: 6, showSymbol: data.kind === "line", lineStyle: { width: 2 }, endLabel: { ...label, show: many && values.some((each) => each !== null), formatter: name }, labelLayout: many ? { moveOverlap: "shiftY" } : { hideOverlap: true }, label: { ...label, show: !many && few && data.kind === "line", position: "top" } };
    }
    const stack = data.kind === "stack" ? "all" : undefined;
    return { type: "bar", name, data: values, stack, barMaxWidth: 32, labelLayout: { hideOverlap: true }, label: { ...label, show: few, color: stack ? undefined : colours.text, position: stack ? "inside" : data.kind === "hbar" ? "right" : "top" } };
  });
}

function pie(data, colours, narrow) {
  const parts = data.categories.map((name, at) => ({ name, value: data.series[0].values[at] }));
  const label = { ...words(data.unit, colours.text), overflow: "break", formatter: (each) => `${each.name}\n${figure(each.value)}${data.unit}${narrow ? "" : `，${each.percent.toFixed(1)}%`}` };
  return [{ type: "pie", radius: narrow ? ["28%", "48%"] : ["35%", "62%"], labelLine: narrow ? { length: 6, length2: 4 } : {}, data: parts, label, itemStyle: { borderColor: colours.card, borderWidth: 2 } }];
}

/** data: {kind: bar|hbar|stack|line|spark|pie, unit, categories: [words], series: [{name, values: [numbers or null]}]} */
export function optionOf(data, place) {
  const colours = { text: token("text"), muted: token("muted"), line: token("line"), card: token("card") };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const round = data.kind === "pie", spark = data.kind === "spark";
  const option = {
    color: Array.from({ length: PATTERNS }, (_none, at) => token(`chart-${at + 1}`)),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: !calm,
    animationDuration: 120,
    aria: { enabled: true, label: { description: place.dataset.words } },
    series: round ? pie(data, colours, place.clientWidth < 420) : series(data, colours),
  };
  if (spark) return { ...option, grid: { left: 2, right: 2, top: 4, bottom: 4 }, xAxis: { type: "category", show: false, data: data.categories, boundaryGap: false }, yAxis: { type: "value", show: false, scale: true } };
  // As text in the picture: a tip made of HTML would carry inline styles, which the policy forbids.
  option.tooltip = { trigger: round ? "item" : "axis", renderMode: "richText", confine: true, backgroundColor: colours.card, borderColor: colours.line, textStyle: { color: colours.text }, valueFormatter: (value) => `${figure(value)} ${data.unit}` };
  if (round) return option;
  const legend = data.series.length > 1 && data.kind !== "line";
  if (legend) option.legend = { top: 0, left: 0, textStyle: { color: colours.text }, icon: "rect", itemWidth: 12, itemHeight: 12 };
  const right = data.kind === "hbar" ? 56 : data.kind === "line" && data.series.length > 1 ? 88 : 16;
  return { ...option, ...axes(data, colours, place.clientWidth), grid: { left: 4, right, top: legend ? 56 : 32, bottom: 4, containLabel: true } };
}
