export type * from "./case/case.ts";
export { resolve } from "./case/resolve.ts";
export type { Branch } from "./layout/branches.ts";
export type { Task } from "./method/method.ts";
export * from "./predict/predict.ts";
export { readRecords, type ReadRecords } from "./record/read.ts";
export type { EvidenceRecord } from "./record/record.ts";
export * from "./predict/rows.ts";
export * from "./report/summarise.ts";
