import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { problemText } from "./problem.ts";
import { rowsOf } from "@outlay/catalog";
import { catalogTables, moduleText, type ReadText } from "./tables.ts";

const data = new URL("../../../catalog/data/", import.meta.url);
const cache = new Map<string, string>();

/** The project's data; of the evidence only the first records, for speed. */
const real = (file: string): string => {
  const text = cache.get(file) ?? readFileSync(new URL(file, data), "utf8");
  cache.set(file, text);
  return file.endsWith(".jsonl") && file.startsWith("evidence/") ? text.split("\n").slice(0, 3).join("\n") : text;
};

/** What the build says when one file is changed. */
function said(file: string, change: (text: string) => string | null): string[] {
  const before = real(file);
  const after = change(before);
  expect(after).not.toBe(before);
  const read: ReadText = (name) => (name === file ? after : real(name));
  return catalogTables(read).problems.map(problemText);
}

const swap =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const append =
  (line: string) =>
  (text: string): string =>
    `${text.trimEnd()}\n${line}\n`;
const record =
  (id: string, change: (row: Record<string, unknown>) => void) =>
  (text: string): string =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => {
        const row: Record<string, unknown> = JSON.parse(line);
        if (row["id"] === id) change(row);
        return JSON.stringify(row);
      })
      .join("\n");

describe("the project's data", () => {
  it("passes, evidence included", () => {
    const result = catalogTables((file) => (existsSync(new URL(file, data)) ? readFileSync(new URL(file, data), "utf8") : null));
    expect(result.problems.map(problemText)).toEqual([]);
    expect(result.rows).toBeGreaterThan(6000);
    expect(result.tables.map((t) => t.module).sort()).toEqual([
      "accelerators",
      "assumptions",
      "calibration",
      "carbon",
      "commitments",
      "data-prices",
      "fabrics",
      "failure-rates",
      "hosted-prices",
      "measured",
      "models",
      "offers",
      "quality",
      "quotes",
      "spot-terms",
      "stacks",
    ]);
  });

  it("gives the same modules each time, and the modules hold the tables", () => {
    const [first, second] = [catalogTables(real), catalogTables(real)];
    expect(first.tables.map(moduleText)).toEqual(second.tables.map(moduleText));
    for (const table of first.tables) {
      const text = moduleText(table);
      const kept = JSON.parse(JSON.parse(/JSON\.parse\((".*?[^\\]")\)+;\n$/.exec(text)?.[1] ?? ""));
      expect(text.includes("rowsOf<") ? rowsOf(kept) : kept).toEqual(JSON.parse(JSON.stringify(table.data)));
    }
  });

  it("names no place outside the project", () => {
    const files = [
      "accelerators.csv",
      "fabrics.csv",
      "offers.csv",
      "models.jsonl",
      "hosted_finetuning.csv",
      "commitments.csv",
      "storage_egress.csv",
      "README.md",
    ];
    for (const file of files) expect(real(file)).not.toMatch(/\.\.\/shared|\/work\//);
  });
});

const OFFER = "aws,g5.xlarge,A10G,1,24,4,16,mars-1,1.5,0.5,test,2026-07-20,,";

describe("a bad row is named by file, line, column, value and what is allowed", () => {
  it.each([
    [
      "a price that is no number",
      "offers.csv",
      append(OFFER.replace("1.5", "cheap")),
      'offers.csv:1837 on_demand_usd_h: "cheap" is not allowed; expected a number > 0, or nothing where unknown',
    ],
    [
      "a price of 0",
      "offers.csv",
      append(OFFER.replace("1.5", "0")),
      'offers.csv:1837 on_demand_usd_h: "0" is not allowed; expected a number > 0, or nothing where unknown',
    ],
    [
      "a rate of failure that is no number",
      "failure_rates.csv",
      swap(",20.96,", ",often,"),
      'failure_rates.csv:2 failures_per_1000_node_days: "often" is not allowed; expected a number > 0',
    ],
    [
      "a spot life outside its own range",
      "spot.csv",
      swap(",24,2,720,", ",1,2,720,"),
      'spot.csv:3 lifetime_h: "1" is not allowed; expected between lifetime_low_h and lifetime_high_h',
    ],
    [
      "an availability beyond all of the time",
      "spot.csv",
      swap(",0.8,0.3,0.98,", ",0.8,0.3,1.98,"),
      'spot.csv:4 availability_high: "1.98" is not allowed; expected a share above 0 and up to 1',
    ],
    [
      "an availability outside its own range",
      "spot.csv",
      swap(",0.8,0.3,0.98,", ",0.1,0.3,0.98,"),
      'spot.csv:4 availability: "0.1" is not allowed; expected between availability_low and availability_high',
    ],
    [
      "spot rates of a card that isn't there",
      "spot.csv",
      swap("v100-sxm2-16gb", "v1000"),
      'spot.csv:2 accelerator: "v1000" is not allowed; expected a name of accelerators.csv, or *',
    ],
    [
      "spot rates that leave providers out",
      "spot.csv",
      swap("*,*,", "*,a100-sxm-80gb,"),
      'spot.csv:1 provider: "no *" is not allowed; expected a row of provider * and accelerator *',
    ],
    [
      "no price at all",
      "offers.csv",
      append(OFFER.replace("1.5,0.5", ",")),
      'offers.csv:1837 on_demand_usd_h: "" is not allowed; expected a price, on demand or spot',
    ],
    [
      "spot dearer than on demand",
      "offers.csv",
      append(OFFER.replace("0.5", "9")),
      'offers.csv:1837 spot_usd_h: "9" is not allowed; expected no more than on_demand_usd_h',
    ],
    [
      "a date that is none",
      "offers.csv",
      append(OFFER.replace("2026-07-20", "July")),
      'offers.csv:1837 as_of: "July" is not allowed; expected a date (YYYY, YYYY-MM, YYYY-MM-DD, YYYY-Qn or YYYY-YYYY), or nothing where undated',
    ],
    ["no source", "offers.csv", append(OFFER.replace("test", "")), 'offers.csv:1837 source_version: "" is not allowed; expected some text'],
    [
      "half a card",
      "offers.csv",
      append(OFFER.replace("A10G,1", "A10G,0.5")),
      'offers.csv:1837 accelerator_count: "0.5" is not allowed; expected a whole number >= 1',
    ],
    [
      "a card that isn't there",
      "offers.csv",
      append(OFFER.replace("aws,g5.xlarge,A10G", "aws,g99,A11G")),
      'offers.csv:1837 accelerator: "a11g" is not allowed; expected a name of accelerators.csv',
    ],
    [
      "another size of card",
      "offers.csv",
      append(OFFER.replace("1,24", "1,25")),
      'offers.csv:1837 gpu_memory_gib: "25" is not allowed; expected 24, as in accelerators.csv',
    ],
    [
      "another number of cards",
      "offers.csv",
      append(OFFER.replace("A10G,1", "A10G,2")),
      'offers.csv:1837 accelerator_count: "2x a10g" is not allowed; expected 1x a10g, as in the instance\'s other rows',
    ],
    [
      "a region twice",
      "offers.csv",
      append(OFFER.replace("mars-1", "us-east-1")),
      /offers\.csv:1837 region: "aws\/g5\.xlarge in us-east-1" is not allowed; expected each once \(first on line \d+\)/,
    ],
    [
      "a cell too many",
      "offers.csv",
      append(`${OFFER},more`),
      /offers\.csv:1837 -: "Invalid Record Length.*expected CSV with as many cells in a row as in the header/,
    ],
    ["a column unknown", "offers.csv", swap("as_of,note", "asof,note"), 'offers.csv:2 asof: "asof" is not allowed; expected no such field'],
    ["a column missing", "offers.csv", swap("as_of,note", "asof,note"), /offers\.csv:2 as_of: "nothing" is not allowed; expected a date/],
    [
      "a doubt that is none of ours",
      "offers.csv",
      append(`${OFFER}high`),
      'offers.csv:1837 doubt: "high" is not allowed; expected floor, outdated, or nothing',
    ],
    ["a file missing", "offers.csv", () => null, 'offers.csv:1 -: "" is not allowed; expected the file to be there with at least one row'],
    [
      "a file without rows",
      "commitments.csv",
      (text: string) => `${text.split("\n")[0]}\n`,
      'commitments.csv:1 -: "" is not allowed; expected the file to be there with at least one row',
    ],
    [
      "an unknown form factor",
      "accelerators.csv",
      swap(",Turing,pcie,", ",Turing,card,"),
      /accelerators\.csv:7 form_factor: "card" is not allowed; expected one of sxm, pcie, workstation/,
    ],
    [
      "a link without a rate",
      "accelerators.csv",
      swap(",nvlink,300,", ",nvlink,,"),
      'accelerators.csv:2 link_kind: "nvlink" is not allowed; expected a kind of link where nvlink_gb_s has a rate, nothing where it hasn\'t',
    ],
    [
      "verified maybe",
      "accelerators.csv",
      swap(",yes,no bf16/tf32/fp8", ",maybe,no bf16/tf32/fp8"),
      'accelerators.csv:2 verified: "maybe" is not allowed; expected yes or no',
    ],
    [
      "an alias of two cards",
      "accelerators.csv",
      swap("Tesla T4|", "Tesla T4|A10G-24GB|"),
      'accelerators.csv:18 aliases: "A10G-24GB" is not allowed; expected a name of one card only (t4 has it)',
    ],
    [
      "a shared name of one card",
      "accelerators.csv",
      swap("NVIDIA T4,,", "NVIDIA T4,Turing card,"),
      'accelerators.csv:7 shared_names: "Turing card" is not allowed; expected a name that another card shares',
    ],
    [
      "nodes connected by nothing",
      "fabrics.csv",
      swap(
        "aws,p3.8xlarge,V100-SXM2-16GB,4,nvlink,NVLink2 cube mesh,200,,ethernet,10,",
        "aws,p3.8xlarge,V100-SXM2-16GB,4,nvlink,NVLink2 cube mesh,200,,ethernet,,",
      ),
      'fabrics.csv:2 clustered: "yes" is not allowed; expected no, unless inter_node_gbps has a rate',
    ],
    [
      "links of another card",
      "fabrics.csv",
      swap("aws,p3.8xlarge,V100-SXM2-16GB", "aws,p3.8xlarge,V100-PCIe-16GB"),
      /offers\.csv:\d+ accelerator_count: "4x v100-sxm2-16gb" is not allowed; expected 4x v100-pcie-16gb, as in fabrics.csv/,
    ],
    [
      "a storage price per month and nothing",
      "storage_egress.csv",
      swap("0.023,GB-month", "0.023,GB"),
      'storage_egress.csv:2 unit: "GB" is not allowed; expected GB-month or GiB-month for storage, GB for the rest',
    ],
    [
      "a discount of 60",
      "commitments.csv",
      swap(",0.37,", ",60,"),
      'commitments.csv:2 discount_fraction: "60" is not allowed; expected a fraction between 0 and 1, or nothing',
    ],
    [
      "an amount in words",
      "hosted_finetuning.csv",
      swap(",8.00,", ",about 8,"),
      'hosted_finetuning.csv:2 usd: "about 8" is not allowed; expected an amount, a range low-high, or nothing',
    ],
    [
      "a PUE in grams",
      "carbon_regions.jsonl",
      record("pue/ccf/aws", (r) => (r["unit"] = "gCO2eq/kWh")),
      /carbon_regions\.jsonl:191 unit: "gCO2eq\/kWh" is not allowed; expected ratio for PUE/,
    ],
    [
      "a total that the shape hasn't",
      "models.jsonl",
      record("openai-community/gpt2", (r) => (r["params"] = 124_000_000)),
      'models.jsonl:1 params: "124000000" is not allowed; expected 124439808, which the shape of openai-community/gpt2 has',
    ],
    [
      "an active count that is wrong",
      "models.jsonl",
      record("mistralai/Mixtral-8x7B-v0.1", (r) => (r["activeParams"] = 13e9)),
      /models\.jsonl:\d+ activeParams: "13000000000" is not allowed; expected 12879925248, which a token/,
    ],
    [
      "a name of two models",
      "models.jsonl",
      record("openai-community/gpt2-xl", (r) => (r["aliases"] = ["GPT2"])),
      'models.jsonl:4 aliases: "GPT2" is not allowed; expected a name of one model only (openai-community/gpt2 has it)',
    ],
    [
      "half a layer",
      "models.jsonl",
      record("openai-community/gpt2", (r) => (r["layers"] = 11.5)),
      'models.jsonl:1 layers: "11.5" is not allowed; expected a whole number',
    ],
    [
      "a field unknown",
      "models.jsonl",
      record("openai-community/gpt2", (r) => (r["colour"] = "red")),
      'models.jsonl:1 colour: "colour" is not allowed; expected no such field',
    ],
    ["a line that is no JSON", "models.jsonl", append("{oops"), 'models.jsonl:221 -: "{oops" is not allowed; expected one JSON object'],
    [
      "a stack of an unknown class",
      "stacks.json",
      swap('"class": "hf"', '"class": "magic"'),
      /stacks\.json:1 0\.class: "magic" is not allowed; expected one of megatron, fsdp-compiled/,
    ],
    [
      "constants of an unknown card",
      "calibration.json",
      swap('"a100-sxm-40gb"', '"a100"'),
      'calibration.json:1 full.accelerators: "a100" is not allowed; expected a card of accelerators.csv, as its id',
    ],
    ["a file that is no JSON", "calibration.json", () => "{", 'calibration.json:1 -: "{" is not allowed; expected JSON'],
    [
      "an assumption outside its range",
      "assumptions.json",
      swap('"value": 120', '"value": 9999'),
      /assumptions\.json:1 boot-seconds\.value: "9999" is not allowed; expected between low and high/,
    ],
    [
      "a measured figure in words",
      "evidence/finetune.jsonl",
      (text: string) => text.replace(/"measured": \{/, '"measured": {"mfu": "high", '),
      /evidence\/finetune\.jsonl:1 measured\.mfu: "high" is not allowed; expected a number or null/,
    ],
    [
      "a record twice",
      "evidence/micro.jsonl",
      (text: string) => `${text}\n${text.split("\n")[0]}`,
      /evidence\/micro\.jsonl:4 id: ".*" is not allowed; expected each once \(first on line 1\)/,
    ],
  ] as const)("%s", (_, file, change, message) => {
    const all = said(file, change);
    expect(
      all.some((text) => (typeof message === "string" ? text === message : message.test(text))),
      all.slice(0, 5).join("\n"),
    ).toBe(true);
  });
});

describe("the command", () => {
  const run = (...folders: string[]): { status: number | null; stderr: string } => {
    const script = fileURLToPath(new URL("build.ts", import.meta.url));
    const root = fileURLToPath(new URL("../../../../", import.meta.url));
    return spawnSync(process.execPath, ["--import", "tsx", "--conditions=source", script, ...folders], { cwd: root, encoding: "utf8" });
  };
  const out = mkdtempSync(join(tmpdir(), "catalog-"));

  it("writes a module for each table", { timeout: 30_000 }, () => {
    expect(run(fileURLToPath(data), out)).toMatchObject({ status: 0 });
    expect(readdirSync(out)).toHaveLength(16);
  });

  it("exits with 1, says what is wrong and writes nothing where data is missing", { timeout: 30_000 }, () => {
    const empty = join(out, "empty");
    const result = run(empty, join(out, "nothing"));
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('offers.csv:1 -: "" is not allowed; expected the file to be there');
    expect(existsSync(join(out, "nothing"))).toBe(false);
  });
});
