import { effect, signal } from "@preact/signals";
import { type Language, LANGUAGES, loadLanguage } from "@outlay/schema";
import { type Say, sayer } from "@outlay/charts";

const KEY = "outlay.language";

/** The reader's language: chosen before, else the browser's. */
export function preferred(): Language {
  try {
    const kept = LANGUAGES.find((l) => l === localStorage.getItem(KEY));
    if (kept) return kept;
  } catch {
    // A page without storage forgets the choice.
  }
  return navigator.languages.some((l) => l.toLowerCase().startsWith("zh")) ? "zh-CN" : "en";
}

export const language = signal<Language>("en");

export async function chooseLanguage(to: Language): Promise<void> {
  await loadLanguage(to);
  language.value = to;
  try {
    localStorage.setItem(KEY, to);
  } catch {
    // As above.
  }
}

/** Texts in the reader's language; a component that reads it follows a switch. */
export function useSay(): Say {
  return sayer(language.value);
}

/** Keeps the document's own language and title with the reader's. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = sayer(language.value)("page.title");
  });
}
