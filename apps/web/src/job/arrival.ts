import type { Tree } from "./tree.ts";

/** What is answered before anything is asked. */
export const ARRIVAL: Tree = {
  model: "meta-llama/Llama-3.1-8B",
  method: { kind: "qlora" },
  data: { tokens: "20M", epochs: 1 },
};
