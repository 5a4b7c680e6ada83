import { type Language, LANGUAGES } from "@outlay/schema";
import type { JSX } from "preact";
import { chooseLanguage, language, useSay } from "../language.ts";
import { view, VIEWS } from "../state.ts";

const NAMES: Readonly<Record<Language, string>> = { en: "English", "zh-CN": "简体中文" };

export function Header(): JSX.Element {
  const say = useSay();
  return (
    <header class="top">
      <p class="brand">
        <strong>Outlay</strong> <span>{say("page.tagline")}</span>
      </p>
      <nav aria-label={say("page.sections")}>
        {VIEWS.map((v) => (
          <button key={v} type="button" aria-current={view.value === v ? "page" : undefined} onClick={() => (view.value = v)}>
            {say(`page.view-${v}`)}
          </button>
        ))}
      </nav>
      <label class="language">
        <span class="hidden">{say("page.language")}</span>
        <select
          value={language.value}
          onChange={(e) => {
            const to = LANGUAGES.find((l) => l === e.currentTarget.value);
            if (to) void chooseLanguage(to);
          }}
        >
          {LANGUAGES.map((l) => (
            <option key={l} value={l} lang={l}>
              {NAMES[l]}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}
