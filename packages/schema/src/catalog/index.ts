export { assumptionsFile } from "./assumptions-row.ts";
export { calibrationFile } from "./calibration-row.ts";
export { priceRow } from "./offer-row.ts";
export { stackList } from "./stack-row.ts";
