import type { QualityFact } from "@outlay/engine";
import { quality as rows } from "./generated/quality.ts";

/** Published effects of choices on the quality of the result. */
export const quality: readonly QualityFact[] = rows;
