import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accelerators, findAccelerator } from "./accelerator.ts";

const SPELLINGS: readonly (readonly [string, string])[] = [
  ["a100-80gb", "a100-sxm-80gb"],
  ["A100-SXM-80GB", "a100-sxm-80gb"],
  ["NVIDIA A100-SXM4-80GB", "a100-sxm-80gb"],
  ["A100 80 GB", "a100-sxm-80gb"],
  ["a100_80g_sxm", "a100-sxm-80gb"],
  ["nvidia-a100-80gb", "a100-sxm-80gb"],
  ["A100-SXM-80GB (DGX A100)", "a100-sxm-80gb"],
  ["A100-40GB", "a100-sxm-40gb"],
  ["nvidia-tesla-a100", "a100-sxm-40gb"],
  ["NVIDIA A100 SXM4 40 GB", "a100-sxm-40gb"],
  ["A100 80GB PCIe", "a100-pcie-80gb"],
  ["NVIDIA A100-PCIE-40GB", "a100-pcie-40gb"],
  ["a100 pcie 40gb", "a100-pcie-40gb"],
  ["h100", "h100-sxm"],
  ["H100", "h100-sxm"],
  ["H100-SXM-80GB", "h100-sxm"],
  ["H100 80GB HBM3", "h100-sxm"],
  ["NVIDIA H100 80GB HBM3", "h100-sxm"],
  ["NVIDIA H100 SXM5 80GB", "h100-sxm"],
  ["nvidia-h100-mega-80gb", "h100-sxm"],
  ["h100 pcie", "h100-pcie"],
  ["H100-NVL", "h100-nvl"],
  ["h100 94gb", "h100-nvl"],
  ["H800", "h800-sxm"],
  ["h20", "h20"],
  ["H200", "h200-sxm"],
  ["H200 141GB", "h200-sxm"],
  ["NVIDIA H200 NVL", "h200-nvl"],
  ["GH200", "gh200-96gb"],
  ["GH200 144GB", "gh200-144gb"],
  ["b200", "b200"],
  ["NVIDIA B200", "b200"],
  ["B300", "b300"],
  ["gb200", "gb200"],
  ["GB300-NVL72", "gb300"],
  ["rtx 4090", "rtx-4090"],
  ["RTX4090", "rtx-4090"],
  ["4090", "rtx-4090"],
  ["NVIDIA GeForce RTX 4090", "rtx-4090"],
  ["RTX-3090-24GB", "rtx-3090"],
  ["5090", "rtx-5090"],
  ["RTX A6000", "rtx-a6000"],
  ["a6000", "rtx-a6000"],
  ["A4000", "rtx-a4000"],
  ["rtx 6000 ada", "rtx-6000-ada"],
  ["NVIDIA RTX 6000 Ada Generation", "rtx-6000-ada"],
  ["Quadro RTX 6000", "rtx-6000-turing"],
  ["RTX PRO 6000", "rtx-pro-6000"],
  ["rtxpro6000", "rtx-pro-6000"],
  ["Tesla T4", "t4"],
  ["T4-16GB", "t4"],
  ["A10G-24GB", "a10g"],
  ["A10", "a10"],
  ["A30", "a30"],
  ["a40", "a40"],
  ["L4", "l4"],
  ["L40", "l40"],
  ["L40S-48GB", "l40s"],
  ["v100-32gb", "v100-sxm2-32gb"],
  ["Tesla V100-SXM2-16GB", "v100-sxm2-16gb"],
  ["nvidia-tesla-v100", "v100-sxm2-16gb"],
  ["V100-PCIe-16GB", "v100-pcie-16gb"],
  ["P100", "p100-pcie-16gb"],
  ["mi300x", "mi300x"],
  ["AMD Instinct MI300X", "mi300x"],
  ["MI 325X", "mi325x"],
  ["MI355X-288GB", "mi355x"],
  ["mi250", "mi250x"],
  ["tpu-v5p", "tpu-v5p"],
  ["TPU v5p", "tpu-v5p"],
  ["tpu-v5litepod", "tpu-v5e"],
  ["v6e", "tpu-v6e"],
  ["Google TPU v4", "tpu-v4"],
  ["Trillium", "tpu-v6e"],
  ["trn1", "trainium1"],
  ["Amazon Trainium 2", "trainium2"],
  ["Intel Gaudi 3", "gaudi3"],
  ["gaudi2", "gaudi2"],
  ["Apple M4 Max", "m4-max"],
  ["m3 ultra", "m3-ultra"],
];

describe("a card is found by any usual spelling", () => {
  it.each(SPELLINGS)("%s is %s", (spelling, id) => {
    const found = findAccelerator(spelling);
    expect(found.kind === "found" ? found.accelerator.id : found).toBe(id);
  });

  it("every id, name and alias finds its own card, in any case", () => {
    for (const a of accelerators) {
      for (const name of [a.id, a.name, ...a.aliases, a.name.toUpperCase(), ` ${a.name.replaceAll("-", " ")} `]) {
        expect(findAccelerator(name)).toMatchObject({ kind: "found", accelerator: { id: a.id } });
      }
    }
  });
});

describe("a name of cards that differ in memory is never a silent choice", () => {
  it.each([
    ["A100", ["a100-sxm-40gb", "a100-sxm-80gb", "a100-pcie-40gb", "a100-pcie-80gb"]],
    ["NVIDIA A100", ["a100-sxm-40gb", "a100-sxm-80gb", "a100-pcie-40gb", "a100-pcie-80gb"]],
    ["A100_SXM4", ["a100-sxm-40gb", "a100-sxm-80gb"]],
    ["Tesla V100", ["v100-sxm2-16gb", "v100-sxm2-32gb", "v100-pcie-16gb", "v100-pcie-32gb"]],
    ["rtx 6000", ["rtx-6000-turing", "rtx-6000-ada", "rtx-pro-6000"]],
    ["gaudi", ["gaudi2", "gaudi3"]],
  ])("%s", (name, ids) => {
    const found = findAccelerator(name);
    expect(found.kind === "ambiguous" && found.candidates.map((a) => a.id)).toEqual(ids);
  });

  it("H100 is the SXM card by custom and says which others exist", () => {
    const found = findAccelerator("h100");
    expect(found.kind === "found" && found.others.map((a) => a.id)).toEqual(["h100-pcie", "h100-nvl"]);
  });

  it("a memory size that the card was never sold with finds nothing", () => {
    expect(findAccelerator("A100-64GB").kind).toBe("none");
  });
});

describe("lookups are safe", () => {
  it("a misspelt card is suggested", () => {
    expect(findAccelerator("h10").kind === "none" && findAccelerator("h10")).toMatchObject({
      suggestions: expect.arrayContaining(["H100-SXM"]),
    });
    expect(findAccelerator("a10gg")).toMatchObject({ suggestions: expect.arrayContaining(["A10G"]) });
  });

  it("any string is answered, and suggestions are names of cards", () => {
    const names = new Set(accelerators.map((a) => a.name));
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "constructor", "x".repeat(10_000))),
        (text) => {
          const found = findAccelerator(text);
          if (found.kind === "none") for (const s of found.suggestions) expect(names.has(s)).toBe(true);
        },
      ),
      { seed: 1 },
    );
  });
});

describe("units are SI and links one direction", () => {
  const card = (name: string) => {
    const found = findAccelerator(name);
    if (found.kind !== "found") throw new Error(name);
    return found.accelerator;
  };

  it("H100 SXM: 450 GB/s each way, 989 TFLOP/s, what the driver reports", () => {
    expect(card("h100")).toMatchObject({
      link: 450e9,
      bandwidth: 3350e9,
      memory: 81559 * 2 ** 20,
      memoryReported: true,
      pcie: 63e9,
      nic: 50e9,
      linkKind: "nvlink",
    });
    expect(card("h100").peak).toMatchObject({ bf16: 989e12, fp8: 1979e12, fp32: 67e12 });
  });

  it("A10G holds 22.5 GiB, not 24", () => {
    expect(card("a10g").memory / 2 ** 30).toBeCloseTo(22.49, 2);
  });

  it("unknown is null: T4 has no bf16, an RTX 4090 no link; an undriven size is the marketed one", () => {
    expect(card("t4").peak.bf16).toBeNull();
    expect(card("4090").link).toBeNull();
    expect(card("gh200-144gb")).toMatchObject({ memory: 144 * 2 ** 30, memoryReported: false });
  });
});
