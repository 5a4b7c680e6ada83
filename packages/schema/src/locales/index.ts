import type { Issue } from "@outlay/engine";
import { catalog as enCatalog } from "./en/catalog.ts";
import { cli as enCli } from "./en/cli.ts";
import { data as enData } from "./en/data.ts";
import { doubt as enDoubt } from "./en/doubt.ts";
import { explain as enExplain } from "./en/explain.ts";
import { fields as enFields } from "./en/fields.ts";
import { formulas as enFormulas } from "./en/formulas.ts";
import { job as enJob } from "./en/job.ts";
import { learn as enLearn } from "./en/learn.ts";
import { learning as enLearning } from "./en/learning.ts";
import { model as enModel } from "./en/model.ts";
import { objective as enObjective } from "./en/objective.ts";
import { page as enPage } from "./en/page.ts";
import { plan as enPlan } from "./en/plan.ts";
import { validation as enValidation } from "./en/validation.ts";
import { whatif as enWhatif } from "./en/whatif.ts";
import { why as enWhy } from "./en/why.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every key that has a text: where code writes it out, a missing one is a compile error. */
export type TextKey =
  | keyof typeof enCatalog
  | keyof typeof enCli
  | keyof typeof enData
  | keyof typeof enDoubt
  | keyof typeof enExplain
  | keyof typeof enFields
  | keyof typeof enFormulas
  | keyof typeof enJob
  | keyof typeof enLearn
  | keyof typeof enLearning
  | keyof typeof enModel
  | keyof typeof enObjective
  | keyof typeof enPage
  | keyof typeof enPlan
  | keyof typeof enValidation
  | keyof typeof enWhatif
  | keyof typeof enWhy;

type Texts = Readonly<Record<string, string>>;

const english: Texts = {
  ...enCatalog,
  ...enCli,
  ...enData,
  ...enDoubt,
  ...enExplain,
  ...enFields,
  ...enFormulas,
  ...enJob,
  ...enLearn,
  ...enLearning,
  ...enModel,
  ...enObjective,
  ...enPage,
  ...enPlan,
  ...enValidation,
  ...enWhatif,
  ...enWhy,
};

/** A language that nobody reads isn't loaded: a page is that much lighter. */
const loaded: Partial<Record<Language, Texts>> = { en: english };

/** Loads the texts of a language; until then its texts are the English ones. */
export async function loadLanguage(language: Language): Promise<void> {
  loaded[language] ??= (await allTexts())[language];
}

/** Every text, by language and key. */
export async function allTexts(): Promise<Readonly<Record<Language, Texts>>> {
  return { en: english, "zh-CN": (await import("./zh-CN/index.ts")).chinese };
}

/** Whether a key has a text. */
export function hasText(key: string): boolean {
  return english[key] !== undefined;
}

/** A text with its values filled in; an unknown key is shown as itself, so that nothing is lost. */
export function text(key: string, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  const template = loaded[language]?.[key] ?? english[key];
  if (template === undefined) {
    const list = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    return list.length > 0 ? `${key} (${list.join(", ")})` : key;
  }
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** An issue in words: where it stands, then what is wrong and what to do. */
export function message(issue: Issue, language: Language): string {
  const template = loaded[language]?.[issue.code] ?? english[issue.code] ?? "";
  const said = text(issue.code, language, { path: issue.path, ...issue.values });
  const names = template.includes("{path}") || issue.path === "" || said.startsWith(issue.path);
  return names ? said : `${issue.path}: ${said}`;
}
