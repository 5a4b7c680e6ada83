import { type Language, text, type TextKey } from "@outlay/schema";

type Values = Readonly<Record<string, string | number>>;

/** Texts in one language: of a key that the compiler knows, or of an id of the engine under a section. */
export interface Say {
  readonly language: Language;
  (key: TextKey, values?: Values): string;
  /** `memory.weights` of the section `memory` and the id `weights`; an id without a text stays as it is. */
  id(section: string, id: string): string;
}

export function sayer(language: Language): Say {
  const say = (key: TextKey, values?: Values): string => text(key, language, values);
  const id = (section: string, word: string): string => {
    const said = text(`${section}.${word}`, language);
    return said === `${section}.${word}` ? word : said;
  };
  return Object.assign(say, { language, id });
}
