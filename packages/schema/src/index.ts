export * from "./catalog/index.ts";
export { nearest, shown } from "./job/issues.ts";
export { parsePriceList } from "./job/price-list.ts";
export { type JobText, parseJobText } from "./job/parse.ts";
export { jobJsonSchema, type JobRead, readJob } from "./job/read.ts";
export { type BuiltRequest, type MeasuredData, type RequestInput, toRequest } from "./job/request.ts";
export type { Job } from "./job/schema.ts";
export * from "./job/units.ts";
export { type Language, LANGUAGES, message, text, texts } from "./locales/index.ts";
