import type { Value } from "../job/tree.ts";

type Changes = Readonly<Record<string, Value | undefined>>;

/** The same data, said in samples and said in tokens. */
export const IN_SAMPLES: Changes = { "data.tokens": undefined, "data.steps": undefined, "data.samples": 6000, "data.tokensPerSample": 210 };
export const IN_TOKENS: Changes = { "data.samples": undefined, "data.tokensPerSample": undefined, "data.tokens": "20M" };
