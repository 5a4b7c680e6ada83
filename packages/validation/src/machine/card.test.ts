import { GIB } from "@outlay/engine";
import { expect, it } from "vitest";
import { cardOf } from "./card.ts";

const NAMES: readonly (readonly [string, string])[] = [
  ["A100-SXM", "a100-sxm-80gb"],
  ["A100-80GB", "a100-sxm-80gb"],
  ["A100", "a100-sxm-80gb"],
  ["A100-40GB class", "a100-sxm-40gb"],
  ["A100-SXM4-40GB", "a100-sxm-40gb"],
  ["A100-SXM-40GB (DGX A100)", "a100-sxm-40gb"],
  ["NVIDIA A100 SXM4 80 GB", "a100-sxm-80gb"],
  ["NVIDIA A800 PCIe 40 GB", "a800-pcie-40gb"],
  ["A800-SXM-80GB", "a800-sxm-80gb"],
  ["H100-SXM-80GB", "h100-sxm"],
  ["NVIDIA H100 SXM5 80GB", "h100-sxm"],
  ["H100-80GB", "h100-sxm"],
  ["H100-SXM-96GB-HBM2e (500W)", "h100-sxm-96gb-500w"],
  ["H800-SXM-80GB", "h800-sxm"],
  ["H200-SXM-141GB", "h200-sxm"],
  ["GH200-96GB", "gh200-96gb"],
  ["B200-SXM-180GB", "b200"],
  ["B300-SXM", "b300"],
  ["GB200-NVL72", "gb200"],
  ["GB300-NVL72", "gb300"],
  ["V100-SXM3-32GB (DGX-2)", "v100-sxm3-32gb"],
  ["V100-SXM2-32GB", "v100-sxm2-32gb"],
  ["V100-SXM-32GB", "v100-sxm2-32gb"],
  ["NVIDIA Tesla V100S PCIe 32 GB", "v100s-pcie-32gb"],
  ["RTX4090-24GB", "rtx-4090"],
  ["RTX3090-24GB", "rtx-3090"],
  ["NVIDIA GeForce RTX 3090", "rtx-3090"],
  ["RTX-A5000-24GB", "rtx-a5000"],
  ["RTX-A6000-48GB class (single 48GB GPU)", "rtx-a6000"],
  ["A10G-24GB", "a10g"],
  ["L4-24GB", "l4"],
  ["L40S-48GB", "l40s"],
  ["T4-16GB", "t4"],
  ["MI355X-288GB", "mi355x"],
  ["MI300X-192GB", "mi300x"],
  ["TPU-v5p-95GB", "tpu-v5p"],
  ["TPU-v5p", "tpu-v5p"],
  ["TPU-v5e-16GB", "tpu-v5e"],
  ["Google TPU v4", "tpu-v4"],
  ["TPUv3", "tpu-v3"],
  ["TPU-trillium-32GB", "tpu-v6e"],
  ["Gaudi2-96GB", "gaudi2"],
  ["Amazon Trainium1", "trainium1"],
];

it.each(NAMES)("%s is %s", (name, id) => {
  expect(cardOf(name)?.accelerator.id).toBe(id);
});

it.each([
  "",
  "24GB consumer GPU",
  "16 GB card",
  "A100/H100-80GB",
  "single GPU (unstated)",
  "RTX A4000/A6000 or 2080Ti",
  "Huawei Ascend 910",
  "80 GB GPU (extrapolated from A100-80GB memory fits)",
])("no card can be told from '%s'", (name) => {
  expect(cardOf(name)).toBeNull();
});

it("a variant differs from its card in memory and bandwidth only by data", () => {
  const variant = cardOf("H100-SXM-96GB-HBM2e (500W)")?.accelerator;
  expect(variant?.memory).toBe(95 * GIB);
  expect(variant?.bandwidth).toBe(2.4e12);
  expect(variant?.peak).toEqual(cardOf("H100-SXM-80GB")?.accelerator.peak);
});

it("a memory size that isn't stated is said", () => {
  expect(cardOf("A100-SXM")?.assumed.join()).toContain("A100-SXM-80GB");
  expect(cardOf("H100-SXM-80GB")?.assumed).toEqual([]);
});
