// Charts, in a bundle of their own for the pages that have one: {% include "ui/chart.html" %} writes what is drawn here.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

import { optionOf } from "./modules/chart.js";

echarts.use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, LabelLayout, SVGRenderer]);

const drawn = new Map();

function draw(place) {
  if (drawn.has(place)) return;
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.init(place, null, { renderer: "svg" });
  const show = () => chart.setOption(optionOf(data, place), true);
  show();
  const size = new ResizeObserver(() => chart.resize());
  size.observe(place);
  drawn.set(place, { show, end: () => [size.disconnect(), chart.dispose()] });
  if (data.links) chart.on("click", (event) => data.links[event.dataIndex] && location.assign(data.links[event.dataIndex]));
}

function drawAll(part) {
  for (const [place, { end }] of drawn) {
    if (place.isConnected) continue;
    end();
    drawn.delete(place);
  }
  part.querySelectorAll("[data-chart]").forEach(draw);
}

// The colours are those of the theme.
new MutationObserver(() => drawn.forEach(({ show }) => show())).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme"],
});
addEventListener("DOMContentLoaded", () => drawAll(document));
addEventListener("htmx:load", (event) => drawAll(event.target));
