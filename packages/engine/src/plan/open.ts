import { methodOf } from "./levers/method.ts";
import type { Open, PlanRequest } from "./request.ts";

/** Each of a list, or the request as it is where the job doesn't leave it open. */
function each<T>(
  requests: readonly PlanRequest[],
  open: readonly T[] | undefined,
  set: (r: PlanRequest, x: T) => PlanRequest,
): readonly PlanRequest[] {
  return open ? requests.flatMap((r) => open.map((x) => set(r, x))) : requests;
}

function withMethod(request: PlanRequest, kind: NonNullable<Open["methods"]>[number]): PlanRequest {
  const { method, run } = request;
  if (method.kind === kind) return request;
  const changed = methodOf(method, kind);
  // Checkpoints of adapters alone hold nothing of a method without them.
  const content = changed.lora === null && run.checkpointContent === "adapters" ? "full" : run.checkpointContent;
  return { ...request, method: changed, run: { ...run, checkpointContent: content } };
}

/** A request for each combination of what a job leaves open beyond machine, stack and layout; the request itself where it leaves nothing. */
export function variantsOf(request: PlanRequest): readonly PlanRequest[] {
  const { open } = request;
  if (!open) return [request];
  let all: readonly PlanRequest[] = [request];
  all = each(all, open.methods, withMethod);
  all = each(all, open.precisions, (r, precision) => ({ ...r, training: { ...r.training, precision } }));
  all = each(all, open.paddings, (r, padding) => ({ ...r, work: { ...r.work, padding } }));
  return each(all, open.offloads, (r, offload) => ({ ...r, layout: { ...r.layout, offload } }));
}
