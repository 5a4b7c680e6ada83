import type { Issue } from "@outlay/engine";
import { first } from "./en/index.ts";
import type { LaterKey } from "./en/later.ts";

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every key that has a text: where code writes it out, a missing one is a compile error. */
export type TextKey = keyof typeof first | LaterKey;

type Texts = Readonly<Record<string, string>>;

/** What nobody reads isn't loaded: at first there are the English texts that an answer needs. */
const loaded: Record<Language, Texts> = { en: first, "zh-CN": {} };

const LOADERS: Readonly<Record<Language, { readonly first: () => Promise<Texts>; readonly later: () => Promise<Texts> }>> = {
  en: { first: async () => first, later: async () => (await import("./en/later.ts")).later },
  "zh-CN": {
    first: async () => (await import("./zh-CN/index.ts")).first,
    later: async () => (await import("./zh-CN/later.ts")).later,
  },
};

/** Loads a language's texts of the form and the answer; until then its texts are the English ones. */
export async function loadFirst(language: Language): Promise<void> {
  const texts = await LOADERS[language].first();
  loaded[language] = { ...texts, ...loaded[language] };
}

/** Loads every text of a language. */
export async function loadLanguage(language: Language): Promise<void> {
  const [early, later] = await Promise.all([LOADERS[language].first(), LOADERS[language].later()]);
  loaded[language] = { ...early, ...later };
}

/** Every text, by language and key. */
export async function allTexts(): Promise<Readonly<Record<Language, Texts>>> {
  for (const language of LANGUAGES) await loadLanguage(language);
  return loaded;
}

const templateOf = (key: string, language: Language): string | undefined => loaded[language][key] ?? loaded.en[key];

/** Whether a key has a text among those loaded. */
export function hasText(key: string): boolean {
  return loaded.en[key] !== undefined;
}

/** A text with its values filled in; an unknown key is shown as itself, so that nothing is lost. */
export function text(key: string, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  const template = templateOf(key, language);
  if (template === undefined) {
    const list = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    return list.length > 0 ? `${key} (${list.join(", ")})` : key;
  }
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** An issue in words: where it stands, then what is wrong and what to do. */
export function message(issue: Issue, language: Language): string {
  const template = templateOf(issue.code, language) ?? "";
  const said = text(issue.code, language, { path: issue.path, ...issue.values });
  const names = template.includes("{path}") || issue.path === "" || said.startsWith(issue.path);
  return names ? said : `${issue.path}: ${said}`;
}
