import type { Architecture, AttentionKernel, SparseAttention } from "@outlay/engine";
import type { Notes } from "./notes.ts";
import type { Job, JobSparse } from "./schema.ts";

const PATH = "training.sparse";
/** Of FlexAttention's kernels. */
const USUAL_BLOCK = 128;

/** Fields that only one kind of pattern has. */
const OF_KIND: Readonly<Record<SparseAttention["kind"], readonly (keyof JobSparse)[]>> = {
  strided: [],
  fixed: [],
  "block-sparse": ["density", "block"],
  "windowed-global": ["window", "global", "random"],
};

function patternOf(given: JobSparse, notes: Notes): SparseAttention | null {
  const { kind } = given;
  for (const field of ["density", "block", "window", "global", "random"] as const) {
    if (given[field] !== undefined && !OF_KIND[kind].includes(field))
      notes.error("job.not-of-kind", `${PATH}.${field}`, { kind, allowed: OF_KIND[kind].join(", ") || "-" });
  }
  switch (kind) {
    case "strided":
    case "fixed":
      return { kind };
    case "block-sparse":
      if (given.density === undefined) {
        notes.error("job.needs", PATH, { other: `${PATH}.density` });
        return null;
      }
      if (given.block === undefined) notes.assume(`${PATH}.block`, USUAL_BLOCK, "sparse-block");
      return { kind, density: given.density, block: given.block ?? USUAL_BLOCK };
    case "windowed-global":
      if (given.window === undefined) {
        notes.error("job.needs", PATH, { other: `${PATH}.window` });
        return null;
      }
      return { kind, window: given.window, global: given.global ?? 0, random: given.random ?? 0 };
  }
}

/** The model with the job's pattern of attention; as it is where the job says nothing, or what can't be. */
export function withSparse(job: Job, a: Architecture, notes: Notes): Architecture {
  const given = job.training?.sparse;
  if (given === undefined) return a;
  const sparse = patternOf(given, notes);
  if (a.ssm) notes.error("job.sparse-without-attention", PATH, {});
  if (a.window) notes.error("job.sparse-in-window", PATH, { value: a.window.size });
  return sparse === null || a.ssm || a.window ? a : { ...a, sparse };
}

/** The kernel that a pattern is timed with: of the fused ones only FlexAttention has any pattern, and it is as fast as torch's own. */
export function sparseKernel(job: Job, a: Architecture, notes: Notes): AttentionKernel | null {
  const kernel = job.training?.attention ?? null;
  if (!a.sparse) return kernel;
  if (kernel === "eager") {
    notes.warn("job.sparse-eager", PATH, {});
    return kernel;
  }
  if (kernel !== null && kernel !== "sdpa") notes.warn("job.sparse-kernel", "training.attention", { value: kernel });
  else notes.assume("training.attention", "sdpa", "sparse-kernel");
  return "sdpa";
}
