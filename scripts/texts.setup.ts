import { loadLanguage } from "../packages/schema/src/locales/index.ts";

/** Tests read texts as the command does: all of them are there. */
await loadLanguage("en");
