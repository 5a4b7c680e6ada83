import type { Architecture } from "./architecture.ts";
import { totalParameters } from "./parameters.ts";
import { tensorTable } from "./tensors.ts";

/** Shapes whose depth and width can be exchanged: dense decoders with a width of `heads` times a constant. */
function isPlain(a: Architecture): boolean {
  const special = a.moe ?? a.mla ?? a.window ?? a.decoderLayers ?? a.embeddingSize ?? a.positionWidth ?? a.mtpLayers;
  return special === null || special === undefined ? (a.sharedLayers ?? 1) === 1 && a.lmHead !== false && a.hidden % a.heads === 0 : false;
}

/**
 * The same number of parameters, as nearly as whole heads allow, in another number of layers: width, heads and MLP grow together. Null where
 * the shape has parts that don't scale so, or nothing comes within a twentieth.
 */
export function reshaped(a: Architecture, layers: number): Architecture | null {
  if (!isPlain(a) || layers < 1) return null;
  const total = totalParameters(tensorTable(a));
  const group = a.heads / a.kvHeads;
  let best: Architecture | null = null;
  let miss = 0.05;
  for (let heads = group; heads <= 8 * a.heads; heads += group) {
    const factor = heads / a.heads;
    const shape: Architecture = {
      ...a,
      layers,
      heads,
      kvHeads: heads / group,
      hidden: (a.hidden / a.heads) * heads,
      ffn: 64 * Math.max(1, Math.round((a.ffn * factor) / 64)),
    };
    const off = Math.abs(totalParameters(tensorTable(shape)) / total - 1);
    if (off < miss) [best, miss] = [shape, off];
  }
  return best;
}
