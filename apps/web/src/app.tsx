import type { JSX } from "preact";
import { AnswerBar } from "./answer/bar.tsx";
import { AnswerPanel } from "./answer/answer.tsx";
import { Ask } from "./ask/ask.tsx";
import { loadTexts, useSay } from "./language.ts";
import { Header } from "./shell/header.tsx";
import { Lazy } from "./shell/lazy.tsx";
import { view, type View } from "./state.ts";

/** What is beyond the answer brings its own words. */
async function withTexts<T>(part: () => Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([part(), loadTexts()]);
  return loaded;
}

function Planning(): JSX.Element {
  return (
    <div class="planning">
      <AnswerPanel />
      <Ask />
      <Lazy height="120rem" load={() => withTexts(async () => (await import("./why/why.tsx")).Why)} />
    </div>
  );
}

function shown(v: View): JSX.Element {
  switch (v) {
    case "plan":
      return <Planning key="plan" />;
    case "compare":
      return <Lazy key="compare" height="40rem" load={() => withTexts(async () => (await import("./compare/compare.tsx")).Compare)} />;
    case "catalog":
      return <Lazy key="catalog" height="60rem" load={() => withTexts(async () => (await import("./catalog/catalog.tsx")).CatalogView)} />;
    case "learn":
      return <Lazy key="learn" height="60rem" load={() => withTexts(async () => (await import("./learn/learn.tsx")).Learn)} />;
    default:
      return v satisfies never;
  }
}

export function App(): JSX.Element {
  const say = useSay();
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.querySelector<HTMLElement>("#main")?.focus();
        }}
      >
        {say("page.skip")}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{say("page.title")}</h1>
        {shown(view.value)}
        {view.value === "plan" ? <AnswerBar /> : null}
      </main>
      <footer>{say("page.footer")}</footer>
    </>
  );
}
