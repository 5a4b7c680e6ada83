import { inputRate } from "../run/input.ts";
import { epochs, inputPath, moveTo } from "./data.ts";
import type { Offering } from "./offering.ts";
import type { PlanRequest } from "./request.ts";
import type { DataResult } from "./result.ts";

/** The way of the data: from where it lies to the machine, and from there into the step. */
export function dataResult(request: PlanRequest, o: Offering): DataResult {
  const { candidate } = o;
  const { cluster } = candidate.bench;
  const { dataBytes, assumptions, data } = request;
  const path = inputPath(request, candidate);
  const move = moveTo(request, candidate, o.price);
  const perSecond = (candidate.bench.globalBatch * candidate.steps.sequence) / candidate.step;
  const limit = inputRate({ ...path, preparing: Number.POSITIVE_INFINITY });
  const rate = assumptions["between-sites-bytes-per-second"];
  return {
    bytes: dataBytes,
    move,
    moveSeconds: move === null || dataBytes === null ? null : move === "none" ? 0 : dataBytes / rate.value,
    neededBytesPerSecond: perSecond * path.bytesPerToken,
    suppliedBytesPerSecond: path.store,
    stallSeconds: o.run.inputSeconds,
    stallsFromGpus: data.readBytesPerSecond === null ? null : (limit / perSecond) * cluster.gpus,
    prepareSeconds: data.ahead && candidate.steps.usefulTokens / epochs(request) / (data.ahead.tokensPerSecondPerCore * data.ahead.cores),
    why: {
      formula: "data.input",
      inputs: { tokensPerSecond: perSecond, bytesPerToken: path.bytesPerToken, betweenSites: rate.value, prefetch: path.prefetch },
      source: `${data.readBytesPerSecond === null ? assumptions["read-bytes-per-second"].source : "the job"}; ${rate.source}`,
    },
  };
}
