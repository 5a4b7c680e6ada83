import type { Evidence, Figure } from "./data.ts";
import { both, grouped, mean, spread } from "./scores.ts";

/** Releases and flavours of one benchmark's software in an id: what is left names the job. */
const RELEASE = /^megatron-bridge-[\d.]+|(?<=^dgxc\/)v[\d.]+/;
const FLAVOUR = /(?<=fp8)-(cs|mx|alt)|mx(?=fp8)|-(tokendrop|dropless)/;

/** Predictions of two rows closer than this are of the same job. */
const SAME = 0.01;

/** How far two releases of the same software are apart on the same job, as a share: every pair once. */
function releases(figures: readonly Figure[], keep: (f: Figure) => boolean): readonly number[] {
  const printed = figures.filter((f) => f.domain === "time" && RELEASE.test(f.id) && keep(f));
  const jobs = grouped(printed, (f) => f.id.replace(RELEASE, "").replace(FLAVOUR, ""));
  const apart: number[] = [];
  for (const list of jobs.values()) {
    for (const [i, a] of list.entries()) {
      for (const b of list.slice(i + 1)) {
        const measured = Math.log(a.target / b.target);
        if (Math.abs(measured + a.fitted - b.fitted) < SAME) apart.push(Math.expm1(Math.abs(measured)));
      }
    }
  }
  return apart;
}

const isSparse = (f: Figure): boolean => f.strata.has("flag:moe") || f.strata.has("flag:mla");

/** Width, tensor parallelism and micro-batch of a row of vTrain's single-node sweep. */
const CELL = /^vtrain\/single\/(h\d+)-l\d+\/\d+gpu\/(tp\d+)-dp\d+-pp\d+\/gb\d+-(mb\d+)$/;

/** Of the variance of a sweep's errors, the share between its cells; with the counts. */
function cells(figures: readonly Figure[]): { readonly figures: number; readonly cells: number; readonly between: number } {
  const sweep = figures.filter((f) => f.domain === "time" && CELL.test(f.id));
  const groups = grouped(sweep, (f) => CELL.exec(f.id)?.slice(1).join(" ") ?? "");
  const center = mean(sweep.map((f) => f.fitted));
  const squares = (values: readonly number[]): number => mean(values.map((v) => (v - center) ** 2));
  const means = [...groups.values()].flatMap((list) => list.map(() => mean(list.map((f) => f.fitted))));
  return { figures: sweep.length, cells: groups.size, between: squares(means) / squares(sweep.map((f) => f.fitted)) };
}

/** What the records can't tell whoever reads them: the floor under every estimate. */
export function floorSection({ figures }: Evidence): string {
  const dense = releases(figures, (f) => !isSparse(f));
  const sparse = releases(figures, isSparse);
  const sweep = cells(figures);
  return [
    "## 4. What no record says",
    "Part of the error can't be had by any estimate from what the records state.",
    `**Releases.** NVIDIA's tables print the same job, on the same cards, in the same layout, for several releases of one software. Two releases are apart by ${both(spread(dense))} percent (median / 90th percentile of ${dense.length} pairs) on dense models and by ${both(spread(sparse))} (${sparse.length} pairs) on mixtures of experts, whose software was young: who doesn't know the release, or knows it and has no figure of it, can't do better than about half of that. Grok-1 on 512 H100 went from 20.8 to 15.9 s a step within half a year, Qwen3-30B-A3B on 16 H100 from 51.3 to 28.9 s between two bug-fix releases.`,
    `**One sweep.** Most of the dense figures are vTrain's ${sweep.figures.toLocaleString("en-US")} steps on one node. They are no ${sweep.figures.toLocaleString("en-US")} independent readings: within a cell of width, tensor parallelism and micro-batch the printed times follow layers, accumulation and replicas to a few thousandths, and ${(100 * sweep.between).toFixed(0)} % of the variance of our errors lies between its ${sweep.cells} cells. Between cells the times aren't monotone: at a width of 2,048 and 2 ways of tensor parallelism twice the tokens cost 1.35 times as much from micro-batch 2 to 4 and 1.7 times from 4 to 8, and each all-reduce of 8 to 17 MB takes 0.3 to 0.4 ms, which is neither its size over the link nor any latency that others measure. Tile quantisation was tried (108 multiprocessors, four tile sizes, split-K) and changes the fit by less than a tenth of a percent.`,
    "**What isn't printed.** Clocks and power limits, the host's processor (which rules small models), how full the network was, lengths inside a cap, whether a peak was read before or after saving a checkpoint.",
  ].join("\n\n");
}
