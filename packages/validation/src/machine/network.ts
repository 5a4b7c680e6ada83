import type { BytesPerSecond } from "@outlay/engine";

const GBIT: BytesPerSecond = 1e9 / 8;
const PORTS: Readonly<Record<string, number>> = { fdr: 56, edr: 100, hdr: 200, ndr: 400, xdr: 800 };

/** Parts of a description that are no training network. */
const ASIDE = /storage|management|\bNS\b/i;

function amount(clause: string): { readonly rate: BytesPerSecond; readonly ports: number } | null {
  const bytes = /(\d+(?:\.\d+)?)\s*GB\/s(?!\w)/.exec(clause);
  if (bytes) return { rate: Number(bytes[1]) * 1e9, ports: 1 };
  const low = clause.toLowerCase();
  const number = /(\d+(?:\.\d+)?)\s*(t|g)(?:b(?:ps|it\/s|\/s(?:ec)?|\b)|be\b)/.exec(low);
  const named = /\b([fehnx]dr)\b/.exec(low);
  const times = /(\d+)\s*x\s*(?!86)/.exec(low);
  const ports = times ? Number(times[1]) : 1;
  if (number) return { rate: Number(number[1]) * (number[2] === "t" ? 1000 : 1) * GBIT, ports };
  if (named) return { rate: (PORTS[named[1] ?? ""] ?? 0) * GBIT, ports };
  return /\bgig(a|abit)?\s+ethernet/.test(low) ? { rate: GBIT, ports } : null;
}

/** Clauses between separators that stand outside brackets. */
function clauses(text: string): string[] {
  return text
    .replaceAll(/\(([^)]*)\)/g, (_: string, inner: string) => (/\d\s*[gt]b/i.test(inner) ? ` ${inner} ` : " "))
    .split(/[;,]|\band\b/);
}

/**
 * Bytes a second of a whole node, one direction, out of how people write networks: `8x400Gb/s IB`, `800 Gbps/node`,
 * `400 Gb/s RDMA per GPU`, `Compute: 8x ConnectX-7 IB NDR 400Gb/s, Management: ...`. Null when nothing in it says a rate.
 */
export function networkRate(text: string, gpusPerNode: number): BytesPerSecond | null {
  let most = 0;
  for (const clause of clauses(text.slice(0, 300))) {
    if (ASIDE.test(clause) && !/compute/i.test(clause)) continue;
    const found = amount(clause);
    if (!found) continue;
    const rate = found.rate * (/per gpu|\/gpu/i.test(clause) ? gpusPerNode : found.ports);
    most = Math.max(most, rate);
  }
  return most > 0 ? most : null;
}
