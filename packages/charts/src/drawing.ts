import { BarChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Picture } from "./picture.ts";

let ready = false;

/** Only what the pictures need of the library. */
function prepare(): void {
  if (ready) return;
  use([
    BarChart,
    ScatterChart,
    GridComponent,
    LegendComponent,
    MarkLineComponent,
    MarkAreaComponent,
    TooltipComponent,
    AriaComponent,
    SVGRenderer,
  ]);
  ready = true;
}

export interface DrawingSize {
  readonly width: number;
  readonly height: number;
}

/** A picture on a page. */
export interface Drawing {
  readonly show: (picture: Picture, size: DrawingSize) => void;
  readonly close: () => void;
}

/** Draws into an element; `pick` is told the id of a mark that was clicked. */
export function drawing(element: HTMLElement, size: DrawingSize, pick?: (id: string) => void): Drawing {
  prepare();
  const chart = init(element, null, { renderer: "svg", ...size });
  chart.on("click", ({ data }) => {
    if (pick && typeof data === "object" && data !== null && "id" in data && typeof data.id === "string") pick(data.id);
  });
  return {
    show: (picture, to) => {
      chart.resize(to);
      chart.setOption(picture.option, { notMerge: true });
    },
    close: () => chart.dispose(),
  };
}

/** The same picture as text, without a browser. */
export function drawn(picture: Picture, width: number): string {
  prepare();
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height: picture.height });
  chart.setOption(picture.option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
