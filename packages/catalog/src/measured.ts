import {
  MEASURED,
  type AttentionKernel,
  type MeasuredFigure,
  type MeasuredRun,
  type MethodKind,
  type Offload,
  type OptimizerId,
  type Precision,
  type Recompute,
  type Sharding,
  type StackClass,
  type Stored,
} from "@outlay/engine";

/** Shapes of the packed table of measured runs: what many runs share stands once. */

export type ModelEntry = readonly [
  name: string,
  parameters: number,
  active: number,
  hidden: number,
  layers: number,
  vocab: number,
  moe: boolean,
];
export type MethodEntry = readonly [kind: MethodKind, base: Stored, trained: number];
export type CardEntry = readonly [id: string, generation: string, vendor: string, peak: number | null, bandwidth: number];
export type SoftwareEntry = readonly [
  stack: string,
  stackClass: StackClass,
  precision: Precision | null,
  optimizer: OptimizerId,
  attention: AttentionKernel,
  compile: boolean,
];
export type LayoutEntry = readonly [
  tp: number,
  pp: number,
  cp: number,
  ep: number,
  virtualPp: number | null,
  sharding: Sharding,
  recompute: Recompute | null,
  offload: Offload,
];
export type SourceEntry = readonly [title: string, url: string, date: string | null];
/** Position in MEASURED, the figure as printed, the estimate's median and the factor from there to P10 and P90. */
export type FigureEntry = readonly [quantity: number, measured: number, predicted: number, spread: number];
/** The numbers after the id are positions in the tables above. */
export type RunEntry = readonly [
  id: string,
  model: number,
  method: number,
  card: number,
  software: number,
  layout: number,
  source: number,
  gpus: number,
  sequence: number,
  longest: number,
  microBatch: number | null,
  globalBatch: number,
  time: FigureEntry | null,
  memory: FigureEntry | null,
];

export interface MeasuredTable {
  readonly models: readonly ModelEntry[];
  readonly methods: readonly MethodEntry[];
  readonly cards: readonly CardEntry[];
  readonly software: readonly SoftwareEntry[];
  readonly layouts: readonly LayoutEntry[];
  readonly sources: readonly SourceEntry[];
  readonly runs: readonly RunEntry[];
}

/** Entries in the order in which they first came, each once. */
class Shared<T> {
  readonly list: T[] = [];
  readonly #at = new Map<string, number>();
  place(entry: T): number {
    const key = JSON.stringify(entry);
    const known = this.#at.get(key);
    if (known !== undefined) return known;
    this.#at.set(key, this.list.length);
    return this.list.push(entry) - 1;
  }
}

function packFigure(figure: MeasuredFigure | null): FigureEntry | null {
  if (!figure) return null;
  const { measured, predicted } = figure;
  return [MEASURED.indexOf(figure.quantity), measured, predicted.p50, Number((predicted.p90 / predicted.p50).toPrecision(4))];
}

/** Runs as the table that the catalogue ships. */
export function packRuns(runs: readonly MeasuredRun[]): MeasuredTable {
  const models = new Shared<ModelEntry>();
  const methods = new Shared<MethodEntry>();
  const cards = new Shared<CardEntry>();
  const software = new Shared<SoftwareEntry>();
  const layouts = new Shared<LayoutEntry>();
  const sources = new Shared<SourceEntry>();
  const entries = runs.map(
    ({ id, model, features: f, time, memory, source, url, date }): RunEntry => [
      id,
      models.place([model, f.parameters, f.active, f.hidden, f.layers, f.vocab, f.moe]),
      methods.place([f.kind, f.base, f.trained]),
      cards.place([f.accelerator, f.generation, f.vendor, f.peak, f.bandwidth]),
      software.place([f.stack, f.stackClass, f.precision, f.optimizer, f.attention, f.compile]),
      layouts.place([f.tp, f.pp, f.cp, f.ep, f.virtualPp, f.sharding, f.recompute, f.offload]),
      sources.place([source, url, date]),
      f.gpus,
      f.sequence,
      f.longest,
      f.microBatch,
      f.globalBatch,
      packFigure(time),
      packFigure(memory),
    ],
  );
  return {
    models: models.list,
    methods: methods.list,
    cards: cards.list,
    software: software.list,
    layouts: layouts.list,
    sources: sources.list,
    runs: entries,
  };
}

function unpackFigure(entry: FigureEntry | null): MeasuredFigure | null {
  if (!entry) return null;
  const [position, measured, p50, spread] = entry;
  const quantity = MEASURED[position];
  if (quantity === undefined) throw new Error(`measured runs: no quantity ${position}`);
  return { quantity, measured, predicted: { p10: p50 / spread, p50, p90: p50 * spread } };
}

function at<T>(list: readonly T[], position: number, what: string): T {
  const entry = list[position];
  if (entry === undefined) throw new Error(`measured runs: no ${what} ${position}`);
  return entry;
}

/** The runs of a packed table. */
export function unpackRuns(t: MeasuredTable): readonly MeasuredRun[] {
  return t.runs.map((entry): MeasuredRun => {
    const [id, model, method, card, soft, layout, origin, gpus, sequence, longest, microBatch, globalBatch, time, memory] = entry;
    const [name, parameters, active, hidden, layers, vocab, moe] = at(t.models, model, "model");
    const [kind, base, trained] = at(t.methods, method, "method");
    const [accelerator, generation, vendor, peak, bandwidth] = at(t.cards, card, "card");
    const [stack, stackClass, precision, optimizer, attention, compile] = at(t.software, soft, "software");
    const [tp, pp, cp, ep, virtualPp, sharding, recompute, offload] = at(t.layouts, layout, "layout");
    const [source, url, date] = at(t.sources, origin, "source");
    return {
      id,
      model: name,
      // Written out, not spread: objects of one shape are compared twice as fast.
      features: {
        kind,
        base,
        trained,
        parameters,
        active,
        hidden,
        layers,
        vocab,
        moe,
        sequence,
        longest,
        microBatch,
        globalBatch,
        gpus,
        accelerator,
        generation,
        vendor,
        peak,
        bandwidth,
        stack,
        stackClass,
        precision,
        optimizer,
        attention,
        compile,
        tp,
        pp,
        cp,
        ep,
        virtualPp,
        sharding,
        recompute,
        offload,
      },
      time: unpackFigure(time),
      memory: unpackFigure(memory),
      source,
      url,
      date,
    };
  });
}

/** The published runs that estimates were compared with. Loaded when asked for: a plan needs it once, lists never. */
export async function measuredRuns(): Promise<readonly MeasuredRun[]> {
  const { measured } = await import("./generated/measured.ts");
  return unpackRuns(measured);
}
