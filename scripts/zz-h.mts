import { request } from "./zz-req.mts";
import { plan } from "@outlay/engine";
import { search } from "../packages/engine/src/plan/search.ts";
const jobs: Record<string, any> = {
  example: { model: "mistralai/Mistral-7B-v0.1", method: { kind: "qlora", rank: 32 }, data: { samples: 300, tokensPerSample: 400, epochs: 3 }, training: { globalBatch: 16 }, where: { purchase: ["on-demand"] }, goal: { minimise: "cost", budget: "100 USD", deadline: "24h" } },
  open: { model: "meta-llama/Llama-3.1-8B", data: { tokens: "1B" }, method: { kind: "full" } , where: {gpus: "1..64"}},
  big: { model: "meta-llama/Llama-3.1-405B", data: { tokens: "15T" }, method: { kind: "pretrain" }, where: { gpus: "1..32768" } },
  gpt3: { model: "gpt3-175b", data: { tokens: "300B" }, method: { kind: "pretrain" }, training: { sequence: 2048, globalBatch: 4096 }, where: { owned: [{ accelerator: "a100-80gb", gpusPerNode: 8, nodes: 512, fabric: "1600G infiniband" }], gpus: 4096 } },
};
for (const name of process.argv.slice(2)) {
  const b = await request(jobs[name]);
  console.log(name, "machines", b.request.machines.length, "stacks", b.request.stacks.map((s: any) => s.id).join(","));
  for (let i = 0; i < 3; i++) { const c0=process.cpuUsage(); const t = performance.now(); const f = search(b.request); console.log("search", (performance.now() - t).toFixed(0), "ms", "cpu", process.cpuUsage(c0).user/1000, f.space, f.evaluated, f.pruned, f.feasible, f.candidates.length); }
  const t = performance.now(); const r = plan(b.request, { ...b.alternatives, measured: [] }); console.log("plan", (performance.now() - t).toFixed(0), "ms", r.plans.length, r.plans[0]?.id, r.plans[0]?.stepSeconds.p50);
}
