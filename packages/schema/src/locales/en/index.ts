import { catalog } from "./catalog.ts";
import { cli } from "./cli.ts";
import { doubt } from "./doubt.ts";
import { page } from "./page.ts";
import { plan } from "./plan.ts";

/** Texts of the form and the answer: what a page shows first. */
export const first: typeof catalog & typeof cli & typeof doubt & typeof page & typeof plan = {
  ...catalog,
  ...cli,
  ...doubt,
  ...page,
  ...plan,
};
