import type { Fabric } from "@outlay/catalog";
import { GB, type Link } from "@outlay/engine";
import * as z from "zod";
import { amountOrBlank, count, oneOf, oneOfOrBlank, positiveOrBlank, text, yesNo } from "./column.ts";

const LINKS = ["nvlink", "bridge", "pcie", "ici", "infinity-fabric", "neuronlink", "roce"] as const;
const NETWORKS = ["infiniband", "efa", "roce", "ethernet", "ici"] as const;

const columns = z.strictObject({
  provider: text,
  instance_type: text,
  accelerator: text,
  gpus: count,
  link_kind: oneOfOrBlank(LINKS),
  intra_node_link: text,
  intra_node_gb_s_per_gpu: amountOrBlank,
  link_domain: positiveOrBlank,
  network_kind: oneOf(NETWORKS),
  inter_node_gbps: positiveOrBlank,
  technology: text,
  clustered: yesNo,
  local_nvme_gb: amountOrBlank,
  source: text,
  verified: yesNo,
});
type Columns = z.output<typeof columns>;

const KIND: Readonly<Record<(typeof LINKS)[number], Link["kind"]>> = {
  nvlink: "nvlink",
  bridge: "nvlink",
  pcie: "pcie",
  ici: "ici",
  "infinity-fabric": "other",
  neuronlink: "other",
  roce: "roce",
};

/** Bridges join pairs: in a box of more than two cards the way between pairs, PCIe, is what counts, and the card says it. */
function link(row: Columns): Link | null {
  if (row.link_kind === null || !row.intra_node_gb_s_per_gpu) return null;
  if (row.link_kind === "bridge" && row.gpus > 2) return null;
  return { kind: KIND[row.link_kind], name: row.intra_node_link, rate: (row.intra_node_gb_s_per_gpu * GB) / 2 };
}

function network(row: Columns): Link | null {
  if (row.inter_node_gbps === null) return null;
  return { kind: row.network_kind, name: row.technology, rate: (row.inter_node_gbps * 1e9) / 8 };
}

export const fabricRow: z.ZodType<Fabric> = columns
  .refine((row) => !row.clustered || row.inter_node_gbps !== null, {
    path: ["clustered"],
    message: "no, unless inter_node_gbps has a rate",
  })
  .transform((row) => ({
    provider: row.provider,
    instanceType: row.instance_type,
    accelerator: row.accelerator.toLowerCase(),
    gpus: row.gpus,
    link: link(row),
    network: network(row),
    clustered: row.clustered,
    linkDomain: row.link_domain ?? row.gpus,
    source: row.source,
    verified: row.verified,
  }));
