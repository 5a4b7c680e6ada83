import { expect, it } from "vitest";
import { readTargets } from "./targets.ts";

const QKVO = ["q_proj", "k_proj", "v_proj", "o_proj"];
const TEXTS: readonly (readonly [string, "all-linear" | readonly string[]])[] = [
  ["qv", ["q_proj", "v_proj"]],
  ["q,v", ["q_proj", "v_proj"]],
  ["query,value", ["q_proj", "v_proj"]],
  ["qv (16.38M trainable)", ["q_proj", "v_proj"]],
  ["qkvo", QKVO],
  ["qkvo (attention qkv_proj,o_proj)", QKVO],
  ["self_attn", QKVO],
  ["all-linear", "all-linear"],
  ["all-linear (unsloth default list) unless vision/embedding", "all-linear"],
  ["all-linear+lm_head", ["all-linear", "lm_head"]],
  ["all-linear+output", ["all-linear", "lm_head"]],
  ["DEFAULT (c_attn/qkv)", ["q_proj", "k_proj", "v_proj"]],
  ["c_attn", ["c_attn"]],
  ["c_attn,c_proj,w1,w2", ["c_attn", "o_proj", "down_proj", "up_proj", "gate_proj"]],
  ["c_attn,attn.c_proj,w1,w2", ["c_attn", "o_proj", "up_proj", "gate_proj"]],
  ["Wqkv,fc1,fc2 (see notebook)", ["Wqkv", "fc1", "fc2"]],
  [
    "query,key,value,projection,mlp,head",
    [...QKVO.slice(0, 1), "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "lm_head"],
  ],
  ["down_proj,k_proj,v_proj", ["down_proj", "k_proj", "v_proj"]],
  ["q,v(+k,o)+mlp per recipe", "all-linear"],
  ["q,v,output_proj+mlp", ["q_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]],
  [
    "['gate_proj', 'down_proj', 'up_proj', 'q_proj', 'v_proj', 'k_proj', 'o_proj']",
    ["gate_proj", "down_proj", "up_proj", "q_proj", "v_proj", "k_proj", "o_proj"],
  ],
  ["model.language_model.layers.[\\d]+.(mlp|cross_attn|self_attn).(up|down|gate|q|k|v|o)_proj", "all-linear"],
  ["['self_attn.q_proj', 'shared_expert.gate_proj']", ["q_proj", "gate_proj"]],
];

it.each(TEXTS)("%s adapts %s", (text, targets) => {
  expect(readTargets(text).targets).toEqual(targets);
});

it("embeddings trained beside the adapters are told", () => {
  const read = readTargets("c_attn,c_proj,w1,w2 + trainable embedding and output layer");
  expect(read.embeddings).toBe(true);
  expect(read.targets).toEqual(["c_attn", "o_proj", "down_proj", "up_proj", "gate_proj"]);
});

it("a list of names is read like a text, names that nothing knows are told", () => {
  expect(readTargets(["q_proj", "wobble"])).toEqual({ targets: ["q_proj"], embeddings: false, unknown: ["wobble"] });
});
