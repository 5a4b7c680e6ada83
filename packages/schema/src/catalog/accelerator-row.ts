import type { CardLink, CatalogAccelerator } from "@outlay/catalog";
import { type Accelerator, ATTENTIONS, GB, GIB } from "@outlay/engine";
import * as z from "zod";
import { column, count, list, oneOf, oneOfOrBlank, positive, positiveOrBlank, text, textOrBlank, yesNo } from "./column.ts";

const FORM_FACTORS = [
  "sxm",
  "pcie",
  "workstation",
  "consumer",
  "superchip",
  "tpu",
  "other",
] as const satisfies readonly Accelerator["formFactor"][];

const LINK_KINDS = ["nvlink", "infinity-fabric", "ici", "neuronlink", "roce", "bridge"] as const satisfies readonly CardLink[];

/** One direction of an x16 slot, in GB/s. */
const PCIE: Readonly<Record<string, number>> = { 3: 15.75, 4: 31.5, 5: 63, 6: 121 };

const columns = z.strictObject({
  vendor: text,
  name: text,
  aliases: list,
  shared_names: list,
  architecture: text,
  form_factor: oneOf(FORM_FACTORS),
  memory_gib: positive,
  smi_mib: positiveOrBlank,
  memory_bw_gb_s: positive,
  fp32_tflops: positiveOrBlank,
  tf32_tflops: positiveOrBlank,
  fp16_tflops: positiveOrBlank,
  bf16_tflops: positiveOrBlank,
  fp8_tflops: positiveOrBlank,
  fp4_tflops: positiveOrBlank,
  int8_tops: positiveOrBlank,
  link_kind: oneOfOrBlank(LINK_KINDS),
  nvlink_gb_s: column("a number >= 0, or nothing", (t) => (t === "" || t === "0" ? null : Number(t) > 0 ? Number(t) : undefined)),
  link_domain: column("a whole number >= 1, or nothing", (t) => (t === "" ? null : /^[1-9]\d*$/.test(t) ? Number(t) : undefined)),
  nic_gbps: positiveOrBlank,
  pcie_gen: oneOfOrBlank(["3", "4", "5", "6"]),
  tdp_w: positiveOrBlank,
  sm_count: positiveOrBlank,
  release_year: count,
  launch_price_usd: positiveOrBlank,
  source: text,
  verified: yesNo,
  notes: textOrBlank,
  attention_kernels: column("kernels separated by |: " + ATTENTIONS.join(", "), (t) => {
    const kernels = t.split("|").map((k) => ATTENTIONS.find((known) => known === k));
    return kernels.every((k) => k !== undefined) ? kernels : undefined;
  }),
});

const times = (value: number | null, unit: number): number | null => (value === null ? null : value * unit);

/** Datasheet units to SI; links printed as both directions summed become one. */
function normalised(row: z.output<typeof columns>): CatalogAccelerator {
  const peak = (tflops: number | null): number | null => times(tflops, 1e12);
  return {
    id: row.name.toLowerCase(),
    name: row.name,
    vendor: row.vendor,
    generation: row.architecture,
    formFactor: row.form_factor,
    memory: row.smi_mib === null ? row.memory_gib * GIB : row.smi_mib * 2 ** 20,
    memoryReported: row.smi_mib !== null,
    bandwidth: row.memory_bw_gb_s * GB,
    peak: {
      fp32: peak(row.fp32_tflops),
      tf32: peak(row.tf32_tflops),
      fp16: peak(row.fp16_tflops),
      bf16: peak(row.bf16_tflops),
      fp8: peak(row.fp8_tflops),
      fp4: peak(row.fp4_tflops),
    },
    link: times(row.nvlink_gb_s, GB / 2),
    pcie: row.pcie_gen === null ? null : times(PCIE[row.pcie_gen] ?? null, GB),
    attention: row.attention_kernels,
    power: row.tdp_w,
    launchPrice: row.launch_price_usd,
    released: row.release_year,
    source: row.source,
    verified: row.verified,
    aliases: row.aliases,
    sharedNames: row.shared_names,
    marketedMemory: row.memory_gib,
    linkKind: row.link_kind,
    linkDomain: row.link_domain,
    nic: times(row.nic_gbps, 1e9 / 8),
    pcieGeneration: times(row.pcie_gen === null ? null : Number(row.pcie_gen), 1),
    fp4: peak(row.fp4_tflops),
    note: row.notes,
  };
}

export const acceleratorRow: z.ZodType<CatalogAccelerator> = columns
  .refine((row) => (row.link_kind === null) === (row.nvlink_gb_s === null), {
    path: ["link_kind"],
    message: "a kind of link where nvlink_gb_s has a rate, nothing where it hasn't",
  })
  .transform(normalised);
