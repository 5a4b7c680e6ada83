import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { LIGHT, type Picture, svgOf } from "@outlay/charts";
import { stacks } from "@outlay/catalog";
import type { PlanRequest } from "../packages/engine/src/plan/request.ts";
import { search } from "../packages/engine/src/plan/search.ts";
import { built } from "./built.ts";
import { ROOT } from "./files.ts";

/** bench-growth: CPU seconds and memory of searches against the size of their spaces, each in a process of its own, drawn into docs/search-growth.svg. */

const owned = [{ accelerator: "a100-80gb", gpusPerNode: 8, nodes: 512, fabric: "1600G infiniband" }];
const pretrain = (model: string, training: object, where: object): Readonly<Record<string, unknown>> => ({
  model,
  method: { kind: "pretrain" },
  data: { tokens: "1T" },
  training,
  where,
});

interface Family {
  readonly name: string;
  readonly most: readonly number[];
  readonly job: (most: number) => Readonly<Record<string, unknown>>;
}

const FAMILIES: readonly Family[] = [
  {
    name: "GPT-3 175B, every count of own A100",
    most: [64, 256, 1024, 2048, 4096],
    job: (n) => pretrain("gpt3-175b", { sequence: 2048, globalBatch: 4096 }, { owned, gpus: `8..${n}`, everyCount: true }),
  },
  {
    name: "Llama-3.1-405B, the whole catalog",
    most: [64, 512, 2048, 8192, 32_768],
    job: (n) => pretrain("meta-llama/Llama-3.1-405B", {}, { gpus: `1..${n}` }),
  },
  {
    name: "DeepSeek-V3, the whole catalog",
    most: [64, 512, 2048, 8192, 32_768],
    job: (n) => pretrain("deepseek-ai/DeepSeek-V3", { sequence: 4096, globalBatch: 15_360 }, { gpus: `1..${n}` }),
  },
];

interface Measured {
  readonly space: number;
  readonly seconds: number;
  readonly megabytes: number;
}

function requestOf(family: Family, most: number): PlanRequest {
  const { request } = built(family.job(most));
  return { ...request, stacks: stacks.filter((s) => s.methods.includes("pretrain")) };
}

/** What one search takes in this process: its code is warm, its memory all that the process came to. */
function measured(family: Family, most: number): Measured {
  const warm = FAMILIES[0];
  if (warm) search(requestOf(warm, 32));
  const request = requestOf(family, most);
  const before = process.cpuUsage();
  const { space } = search(request);
  const { user, system } = process.cpuUsage(before);
  return { space, seconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1e3 };
}

function inItsOwnProcess(family: number, most: number): Measured {
  const args = ["--import", "tsx", "--conditions=source", "scripts/bench-growth.ts", String(family), String(most)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

const big = (n: number): string => (n >= 1e6 ? `${n / 1e6} M` : n >= 1e3 ? `${n / 1e3} k` : String(n));

function drawn(families: readonly (readonly Measured[])[]): Picture {
  const axis = { type: "log", axisLabel: { color: LIGHT.faint, hideOverlap: true }, splitLine: { lineStyle: { color: LIGHT.line } } };
  const x = { ...axis, min: 1000, nameLocation: "middle", nameGap: 28, name: "configurations", nameTextStyle: { color: LIGHT.faint } };
  const y = { ...axis, nameTextStyle: { color: LIGHT.faint, align: "left" } };
  const sides = ["seconds", "megabytes"] as const;
  const series = families.flatMap((points, i) =>
    sides.map((side, at) => ({
      type: "scatter",
      name: FAMILIES[i]?.name,
      xAxisIndex: at,
      yAxisIndex: at,
      symbol: ["circle", "rect", "triangle"][i],
      symbolSize: 11,
      itemStyle: { color: LIGHT.series[i] },
      data: points.map((p) => [p.space, p[side]]),
    })),
  );
  const label = { color: LIGHT.faint, hideOverlap: true, formatter: big };
  return {
    option: {
      animation: false,
      backgroundColor: LIGHT.paper,
      textStyle: { color: LIGHT.ink, fontFamily: "sans-serif", fontSize: 12 },
      aria: { enabled: true, decal: { show: false } },
      legend: { bottom: 0, left: 40, orient: "vertical", textStyle: { color: LIGHT.ink } },
      grid: [
        { left: 52, width: 280, top: 34, bottom: 120 },
        { left: 400, width: 280, top: 34, bottom: 120 },
      ],
      xAxis: sides.map((_, gridIndex) => ({ ...x, gridIndex, axisLabel: label })),
      yAxis: [
        { ...y, gridIndex: 0, name: "CPU seconds of one core" },
        { ...y, gridIndex: 1, name: "resident MB of the process", min: 100, max: 1000 },
      ],
      series,
    },
    height: 380,
    summary: "CPU seconds and memory of a search against the size of its space",
    table: {
      head: ["job", "configurations", "CPU s", "MB"],
      rows: families.flatMap((points, i) =>
        points.map((p) => [FAMILIES[i]?.name ?? "", big(p.space), p.seconds.toFixed(2), p.megabytes.toFixed(0)]),
      ),
    },
  };
}

const [family, most] = process.argv.slice(2).map(Number);
if (family === undefined || most === undefined) {
  const picture = drawn(FAMILIES.map(({ most: sizes }, i) => sizes.map((n) => inItsOwnProcess(i, n))));
  writeFileSync(new URL("../docs/search-growth.svg", import.meta.url), `${svgOf(picture, 700, "growth")}\n`);
  for (const row of [picture.table.head, ...picture.table.rows]) process.stdout.write(`${row.join("\t")}\n`);
} else {
  const asked = FAMILIES[family];
  if (!asked) throw new Error(`there is no family ${family}`);
  process.stdout.write(JSON.stringify(measured(asked, most)));
}
