import { request } from "./zz-req.mts";
import { stacks } from "@outlay/catalog";
import { search } from "../packages/engine/src/plan/search.ts";
for (const [name, job] of Object.entries({
 llama8k: { model: "meta-llama/Llama-3.1-405B", data: { tokens: "15T" }, training: {sequence: 131072, globalBatch: 512}, method: { kind: "pretrain" }, where: { gpus: "1..32768" } },
})) {
const b = await request(job as any);
for (const every of [false]) { const r = { ...b.request, stacks: stacks.filter((s) => s.methods.includes("pretrain")), gpus: { ...b.request.gpus, every } };
for (let i=0;i<1;i++){ const c0=process.cpuUsage(); const f = search(r); console.log(name, r.stacks.length, r.machines.length, every, "cpu", process.cpuUsage(c0).user/1000, f.space, f.evaluated, f.feasible, f.candidates.length, Math.round(process.memoryUsage().rss/1e6)+" MB"); }}
}
