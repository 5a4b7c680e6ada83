import { catalog } from "./catalog.ts";
import { cli } from "./cli.ts";
import { data } from "./data.ts";
import { doubt } from "./doubt.ts";
import { explain } from "./explain.ts";
import { fields } from "./fields.ts";
import { formulas } from "./formulas.ts";
import { job } from "./job.ts";
import { learn } from "./learn.ts";
import { learning } from "./learning.ts";
import { model } from "./model.ts";
import { objective } from "./objective.ts";
import { page } from "./page.ts";
import { plan } from "./plan.ts";
import { validation } from "./validation.ts";
import { whatif } from "./whatif.ts";
import { why } from "./why.ts";

export const chinese: Readonly<Record<string, string>> = {
  ...catalog,
  ...cli,
  ...data,
  ...doubt,
  ...explain,
  ...fields,
  ...formulas,
  ...job,
  ...learn,
  ...learning,
  ...model,
  ...objective,
  ...page,
  ...plan,
  ...validation,
  ...whatif,
  ...why,
};
