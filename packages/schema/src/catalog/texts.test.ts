import { machines, withPrices } from "@outlay/catalog";
import { expect, it } from "vitest";
import { catalog as en } from "../locales/en/catalog.ts";
import { catalog as zh } from "../locales/zh-CN/catalog.ts";

const english: Readonly<Record<string, string>> = en;
const chinese: Readonly<Record<string, string>> = zh;

it("every issue of a price list has a text in both languages, with its values", () => {
  const row = { provider: "aws", region: "*", onDemand: 1, spot: null, source: null, asOf: null };
  const rows = [
    { ...row, instanceType: "x", accelerator: "A100", count: 1 },
    { ...row, instanceType: "y", accelerator: "warp", count: 1 },
    { ...row, instanceType: "p5.48xlarge", accelerator: "H100", count: 4 },
  ];
  const { issues } = withPrices(machines(), { rows, discount: 0 });
  expect(issues.map((i) => i.code).sort()).toEqual(Object.keys(en).sort());
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  for (const { code, values } of issues) {
    for (const text of [english[code], chinese[code]]) {
      for (const [, name = ""] of text?.matchAll(/\{(\w+)\}/g) ?? []) expect(values).toHaveProperty(name);
    }
  }
});
