import { describe, expect, it } from "vitest";
import * as models from "../../fixtures/models.ts";
import { totalParameters } from "./parameters.ts";
import { withScalarHead } from "./scalar-head.ts";
import { tensorTable } from "./tensors.ts";

describe("a head of width 1", () => {
  it("takes the place of the vocabulary's: hidden x vocabulary parameters less, one row more", () => {
    const table = tensorTable(models.llama2With7B);
    expect(totalParameters(withScalarHead(table))).toBe(totalParameters(table) - 4096 * 32000 + 4096);
  });

  it("leaves a tied embedding where it is and adds its row", () => {
    const table = tensorTable(models.llama32With1B);
    const scalar = withScalarHead(table);
    expect(scalar.embedding).toBe(table.embedding);
    expect(totalParameters(scalar)).toBe(totalParameters(table) + 2048);
  });

  it("gives an encoder one that had none", () => {
    const table = tensorTable(models.bertBase);
    expect(table.head).toBeNull();
    expect(withScalarHead(table).head?.out).toBe(1);
  });
});
