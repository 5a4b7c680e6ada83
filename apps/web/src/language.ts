import { effect, signal } from "@preact/signals";
import { hasText, type Language, LANGUAGES, loadFirst, loadLanguage } from "@outlay/schema";
import { type Say, sayer } from "@outlay/charts";

const KEY = "outlay.language";

/** The reader's language: chosen before, else the browser's. */
function preferred(): Language {
  try {
    const kept = LANGUAGES.find((l) => l === localStorage.getItem(KEY));
    if (kept) return kept;
  } catch {
    // A page without storage forgets the choice.
  }
  return navigator.languages.some((l) => l.toLowerCase().startsWith("zh")) ? "zh-CN" : "en";
}

export const language = signal<Language>("en");

/** The language whose every text has come; before, only those of the form and the answer are there. */
const whole = signal<Language | null>(null);

/** The reader's language with what an answer needs. */
export async function startLanguage(): Promise<void> {
  const to = preferred();
  await loadFirst(to);
  language.value = to;
}

/** Texts of what is opened later. */
export async function loadTexts(): Promise<void> {
  const to = language.value;
  if (whole.value === to) return;
  await Promise.all([loadLanguage("en"), loadLanguage(to)]);
  whole.value = to;
}

/** Sees that issues can be said in words. */
export async function textsFor(issues: readonly { readonly code: string }[]): Promise<void> {
  if (issues.some((i) => !hasText(i.code))) await loadTexts();
}

export async function chooseLanguage(to: Language): Promise<void> {
  await Promise.all([loadLanguage("en"), loadLanguage(to)]);
  whole.value = to;
  language.value = to;
  try {
    localStorage.setItem(KEY, to);
  } catch {
    // As above.
  }
}

/** Texts in the reader's language; a component that reads it follows a switch. */
export function useSay(): Say {
  void whole.value;
  return sayer(language.value);
}

/** Keeps the document's own language and title with the reader's. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = sayer(language.value)("page.title");
  });
}
