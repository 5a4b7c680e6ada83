import { expect, it } from "vitest";
import { readConvention, sourceOf, sourceRule } from "./source.ts";

it("a source is the id up to its first slash, sources of one origin share a group", () => {
  expect(sourceOf("megatron-bridge-25.11/pretrain/x")).toBe("megatron-bridge-25.11");
  expect(sourceRule("megatron-bridge-25.11/pretrain/x").group).toBe(sourceRule("mbridge-memory/y").group);
  expect(sourceRule("nobody-knows/this")).toMatchObject({ group: "nobody-knows" });
});

it("a record's own check tells how its FLOPs are counted", () => {
  const check = (c: string): string => `Notes. [check: printed mfu = ${c} x tokens/s within -0.4%]`;
  expect(readConvention(check("6(N-emb)+causal attn"))).toEqual({ perWeight: 6, embedding: false, attention: "half" });
  expect(readConvention(check("6N+full attn"))).toEqual({ perWeight: 6, embedding: true, attention: "full" });
  expect(readConvention(check("8N+full attn (recompute)"))).toEqual({ perWeight: 8, embedding: true, attention: "full" });
  expect(readConvention(check("4(N-emb) no attn"))).toEqual({ perWeight: 4, embedding: false, attention: "none" });
  expect(readConvention("[FLAG: none fits]")).toBeNull();
});
