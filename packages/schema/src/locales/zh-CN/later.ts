import { data } from "./data.ts";
import { explain } from "./explain.ts";
import { fields } from "./fields.ts";
import { formulas } from "./formulas.ts";
import { job } from "./job.ts";
import { learn } from "./learn.ts";
import { learning } from "./learning.ts";
import { model } from "./model.ts";
import { objective } from "./objective.ts";
import { parts } from "./parts.ts";
import { validation } from "./validation.ts";
import { whatif } from "./whatif.ts";
import { why } from "./why.ts";

/** Texts of what is opened, asked or wrong later. */
export const later: Readonly<Record<string, string>> = {
  ...data,
  ...explain,
  ...fields,
  ...formulas,
  ...job,
  ...learn,
  ...learning,
  ...model,
  ...objective,
  ...parts,
  ...validation,
  ...whatif,
  ...why,
};
