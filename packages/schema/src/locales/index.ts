import type { Issue } from "@outlay/engine";
import { catalog as enCatalog } from "./en/catalog.ts";
import { cli as enCli } from "./en/cli.ts";
import { data as enData } from "./en/data.ts";
import { doubt as enDoubt } from "./en/doubt.ts";
import { explain as enExplain } from "./en/explain.ts";
import { formulas as enFormulas } from "./en/formulas.ts";
import { job as enJob } from "./en/job.ts";
import { learning as enLearning } from "./en/learning.ts";
import { model as enModel } from "./en/model.ts";
import { objective as enObjective } from "./en/objective.ts";
import { plan as enPlan } from "./en/plan.ts";
import { validation as enValidation } from "./en/validation.ts";
import { whatif as enWhatif } from "./en/whatif.ts";
import { catalog as zhCatalog } from "./zh-CN/catalog.ts";
import { cli as zhCli } from "./zh-CN/cli.ts";
import { data as zhData } from "./zh-CN/data.ts";
import { doubt as zhDoubt } from "./zh-CN/doubt.ts";
import { explain as zhExplain } from "./zh-CN/explain.ts";
import { formulas as zhFormulas } from "./zh-CN/formulas.ts";
import { job as zhJob } from "./zh-CN/job.ts";
import { learning as zhLearning } from "./zh-CN/learning.ts";
import { model as zhModel } from "./zh-CN/model.ts";
import { objective as zhObjective } from "./zh-CN/objective.ts";
import { plan as zhPlan } from "./zh-CN/plan.ts";
import { validation as zhValidation } from "./zh-CN/validation.ts";
import { whatif as zhWhatif } from "./zh-CN/whatif.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every text, by language and key. */
export const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ...enCatalog,
    ...enCli,
    ...enData,
    ...enDoubt,
    ...enExplain,
    ...enFormulas,
    ...enJob,
    ...enLearning,
    ...enModel,
    ...enObjective,
    ...enPlan,
    ...enValidation,
    ...enWhatif,
  },
  "zh-CN": {
    ...zhCatalog,
    ...zhCli,
    ...zhData,
    ...zhDoubt,
    ...zhExplain,
    ...zhFormulas,
    ...zhJob,
    ...zhLearning,
    ...zhModel,
    ...zhObjective,
    ...zhPlan,
    ...zhValidation,
    ...zhWhatif,
  },
};

/** A text with its values filled in; an unknown key is shown as itself, so that nothing is lost. */
export function text(key: string, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  const template = texts[language][key] ?? texts.en[key];
  if (template === undefined) {
    const list = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    return list.length > 0 ? `${key} (${list.join(", ")})` : key;
  }
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** An issue in words: where it stands, then what is wrong and what to do. */
export function message(issue: Issue, language: Language): string {
  const template = texts[language][issue.code] ?? "";
  const said = text(issue.code, language, { path: issue.path, ...issue.values });
  const names = template.includes("{path}") || issue.path === "" || said.startsWith(issue.path);
  return names ? said : `${issue.path}: ${said}`;
}
