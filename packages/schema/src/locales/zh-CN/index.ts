import { catalog } from "./catalog.ts";
import { cli } from "./cli.ts";
import { data } from "./data.ts";
import { doubt } from "./doubt.ts";
import { fields } from "./fields.ts";
import { job } from "./job.ts";
import { learn } from "./learn.ts";
import { learning } from "./learning.ts";
import { model } from "./model.ts";
import { page } from "./page.ts";
import { plan } from "./plan.ts";
import { validation } from "./validation.ts";

export const chinese: Readonly<Record<string, string>> = {
  ...catalog,
  ...cli,
  ...data,
  ...doubt,
  ...fields,
  ...job,
  ...learn,
  ...learning,
  ...model,
  ...page,
  ...plan,
  ...validation,
};
