import { data } from "./data.ts";
import { explain } from "./explain.ts";
import { fields } from "./fields.ts";
import { type FormulaKey, formulas } from "./formulas.ts";
import { job } from "./job.ts";
import { learn } from "./learn.ts";
import { learning } from "./learning.ts";
import { model } from "./model.ts";
import { objective } from "./objective.ts";
import { parts } from "./parts.ts";
import { validation } from "./validation.ts";
import { whatif } from "./whatif.ts";
import { why } from "./why.ts";

export type LaterKey =
  | FormulaKey
  | keyof typeof data
  | keyof typeof explain
  | keyof typeof fields
  | keyof typeof job
  | keyof typeof learn
  | keyof typeof learning
  | keyof typeof model
  | keyof typeof objective
  | keyof typeof parts
  | keyof typeof validation
  | keyof typeof whatif
  | keyof typeof why;

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
