import { request } from "./zz-req.mts";
import { search } from "../packages/engine/src/plan/search.ts";
const b = await request({ model: "gpt3-175b", data: { tokens: "300B" }, method: { kind: "pretrain" }, training: { sequence: 2048, globalBatch: 4096 }, stack: "megatron-lm", where: { owned: [{ accelerator: "a100-80gb", gpusPerNode: 8, nodes: 512, fabric: "1600G infiniband" }], gpus: process.argv[2], everyCount: process.argv[3]==="every" } });
console.log(b.request.stacks.length, b.request.gpus);
for (let i=0;i<3;i++){ const c0=process.cpuUsage(); const f = search(b.request); console.log("cpu", process.cpuUsage(c0).user/1000, f.space, f.evaluated, f.feasible, f.candidates.length); }
