import type { JSX } from "preact";
import { useSay } from "../language.ts";

export function Learn(): JSX.Element {
  const say = useSay();
  return <h2>{say("page.view-learn")}</h2>;
}
