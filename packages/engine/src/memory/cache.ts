import type { EngineId } from "../method/objective.ts";
import type { LayerGroup, TensorTable } from "../model/tensors.ts";
import type { Bytes, Tokens } from "../units.ts";

/** Width of cached numbers. */
const CACHED = 2;

/**
 * Keys and values of one layer, in tokens that are kept: a window keeps no more than itself. Latent attention is cached compressed by vLLM, expanded by
 * transformers. A state space keeps one state and the convolution's tail whatever the length.
 * Source: Pope et al. 2022, 2211.05102 section 3.3; DeepSeek-AI 2024, 2405.04434 section 2.1.2.
 */
function layerCache(g: LayerGroup, table: TensorTable, engine: EngineId, context: Tokens): Bytes {
  if (g.ssm) return CACHED * g.ssm.inner * (g.ssm.state + g.ssm.conv);
  if (!g.attention) return 0;
  const { mla } = table.architecture;
  const width = mla && engine === "vllm" ? mla.kvLoraRank + mla.ropeHeadDim : g.attention.kvWidth;
  const kept = g.attention.window === null ? context : Math.min(context, g.attention.window);
  return CACHED * width * kept;
}

/** Cache of one sequence of `context` tokens over all layers: 2 B x (keys + values) x layers x tokens. */
export function cacheBytes(table: TensorTable, engine: EngineId, context: Tokens): Bytes {
  let total = 0;
  for (const g of table.groups) if (!g.mtp) total += g.count * layerCache(g, table, engine, context);
  return total;
}

/**
 * Of a layer's cache, pieces that the GPUs of a copy hold: as many as there are key-value heads; a compressed latent isn't cut, but each GPU keeps
 * those of its own answers (vLLM's data-parallel attention).
 */
export function cacheCuts(table: TensorTable, engine: EngineId, tp: number): number {
  const { mla, kvHeads, ssm } = table.architecture;
  return ssm || (mla && engine === "vllm") ? tp : Math.min(tp, kvHeads);
}
