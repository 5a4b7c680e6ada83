import type { Issue } from "@outlay/engine";
import { catalog as enCatalog } from "./en/catalog.ts";
import { cli as enCli } from "./en/cli.ts";
import { data as enData } from "./en/data.ts";
import { doubt as enDoubt } from "./en/doubt.ts";
import { fields as enFields } from "./en/fields.ts";
import { job as enJob } from "./en/job.ts";
import { learning as enLearning } from "./en/learning.ts";
import { model as enModel } from "./en/model.ts";
import { page as enPage } from "./en/page.ts";
import { plan as enPlan } from "./en/plan.ts";
import { validation as enValidation } from "./en/validation.ts";
import { catalog as zhCatalog } from "./zh-CN/catalog.ts";
import { cli as zhCli } from "./zh-CN/cli.ts";
import { data as zhData } from "./zh-CN/data.ts";
import { doubt as zhDoubt } from "./zh-CN/doubt.ts";
import { fields as zhFields } from "./zh-CN/fields.ts";
import { job as zhJob } from "./zh-CN/job.ts";
import { learning as zhLearning } from "./zh-CN/learning.ts";
import { model as zhModel } from "./zh-CN/model.ts";
import { page as zhPage } from "./zh-CN/page.ts";
import { plan as zhPlan } from "./zh-CN/plan.ts";
import { validation as zhValidation } from "./zh-CN/validation.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every key that has a text: where code writes it out, a missing one is a compile error. */
export type TextKey = keyof (typeof enCatalog &
  typeof enCli &
  typeof enData &
  typeof enDoubt &
  typeof enFields &
  typeof enJob &
  typeof enLearning &
  typeof enModel &
  typeof enPage &
  typeof enPlan &
  typeof enValidation);

/** Every text, by language and key. */
export const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...enCatalog, ...enCli, ...enData, ...enDoubt, ...enFields, ...enJob, ...enLearning, ...enModel, ...enPage, ...enPlan, ...enValidation },
  "zh-CN": { ...zhCatalog, ...zhCli, ...zhData, ...zhDoubt, ...zhFields, ...zhJob, ...zhLearning, ...zhModel, ...zhPage, ...zhPlan, ...zhValidation },
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
