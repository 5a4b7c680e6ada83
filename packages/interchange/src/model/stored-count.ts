import { type Architecture, type Issue, type Parameters, tensorTable, totalParameters } from "@outlay/engine";
import type { StoredTensor } from "./safetensors.ts";

/** Integers that hold several weights each, or indices: their number isn't a number of parameters. */
const PACKED: ReadonlySet<string> = new Set(["U8", "U16", "I16", "I32", "U32", "I64", "U64", "C64"]);
/** A larger share than this is not explained by buffers. */
const MOST_DIFFERENCE = 0.02;

interface Aside {
  /** Ends the issue's code: `model.stored-...`. */
  readonly what: "tied-head" | "buffers" | "scales" | "other-parts" | "mtp" | "task-head";
  readonly is: (t: StoredTensor, a: Architecture, names: ReadonlySet<string>) => boolean;
}

const layerOf = (name: string): number => Number(/(?:^|\.)layers\.(\d{1,6})\./.exec(name)?.[1] ?? -1);

/** What files hold beside the parameters of the language model, first match first. */
const ASIDES: readonly Aside[] = [
  {
    what: "buffers",
    is: ({ name, shape, dtype }) =>
      dtype === "BOOL" ||
      /(^|\.)(inv_freq|masked_bias|position_ids|rotary_emb\..*)$/.test(name) ||
      (/(^|\.)(attn|attention)\.bias$/.test(name) && shape.length === 4),
  },
  {
    what: "scales",
    is: ({ name }) =>
      /(weight_scale(_inv)?|_scale|_scales|\.scales|\.qzeros|\.g_idx|\.absmax|\.SCB|\.quant_map|\.nested_\w+|\.quant_state\.[\w.]+)$/.test(
        name,
      ),
  },
  {
    what: "other-parts",
    is: ({ name }) =>
      /(^|\.)(vision_tower|vision_model|visual|vision_encoder|multi_modal_projector|audio_tower|embed_vision|embed_audio|mm_projector)\./.test(
        name,
      ),
  },
  { what: "mtp", is: ({ name }, a) => /^(model\.)?mtp\b/.test(name) || (a.sharedLayers === undefined && layerOf(name) >= a.layers) },
  {
    what: "tied-head",
    is: ({ name }, a, names) =>
      a.tied &&
      ((/(^|\.)(lm_head|embed_out)\.weight$/.test(name) && names.size > 1) ||
        (/^(encoder|decoder)\.embed_tokens\.weight$/.test(name) && names.has("shared.weight"))),
  },
  {
    what: "task-head",
    is: ({ name }, a) => a.lmHead === false && /^(cls|lm_head|classifier|qa_outputs|predictions|vocab_\w+)\./.test(name),
  },
];

export interface StoredCount {
  /** Entries of the tensors that are the language model's parameters; null where weights are packed. */
  readonly parameters: Parameters | null;
  /** Entries of the others, by kind. */
  readonly asides: Readonly<Record<string, number>>;
  readonly packed: readonly string[];
}

export function storedCount(tensors: readonly StoredTensor[], a: Architecture): StoredCount {
  const names = new Set(tensors.map((t) => t.name));
  const packed = new Set<string>();
  const asides: Record<string, number> = {};
  let parameters = 0;
  for (const t of tensors) {
    const aside = ASIDES.find((candidate) => candidate.is(t, a, names));
    if (aside) asides[aside.what] = (asides[aside.what] ?? 0) + t.elements;
    else if (PACKED.has(t.dtype)) packed.add(t.dtype);
    else parameters += t.elements;
  }
  return { parameters: packed.size > 0 ? null : parameters, asides, packed: [...packed].sort() };
}

/** What the files hold against what the shape says. `equal`: the same to the last parameter. */
export function compareCount(
  tensors: readonly StoredTensor[],
  a: Architecture,
  path: string,
): { readonly equal: boolean; readonly issues: Issue[] } {
  const { parameters, asides, packed } = storedCount(tensors, a);
  const issue = (severity: Issue["severity"], code: string, values: Issue["values"]): Issue => ({
    code: `model.${code}`,
    severity,
    path,
    values,
  });
  const issues = Object.entries(asides).map(([what, count]) => issue("note", `stored-${what}`, { count }));
  if (parameters === null) return { equal: false, issues: [...issues, issue("note", "count-packed", { dtypes: packed.join(", ") })] };
  const ours = totalParameters(tensorTable(a));
  const values = {
    stored: parameters,
    ours,
    difference: parameters - ours,
    percent: Number(((100 * (parameters - ours)) / ours).toPrecision(3)),
  };
  const far = Math.abs(parameters - ours) > MOST_DIFFERENCE * ours;
  if (far) issues.push(issue("warning", "count-differs", values));
  else if (parameters !== ours) issues.push(issue("note", "count-near", values));
  return { equal: parameters === ours, issues };
}
