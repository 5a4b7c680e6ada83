import type { FigureEntry, MeasuredTable } from "@outlay/catalog";
import { ATTENTIONS, MEASURED, METHODS, OFFLOADS, OPTIMIZERS, PRECISIONS, RECOMPUTES, SHARDINGS, STORED } from "@outlay/engine";
import * as z from "zod";
import { STACK_CLASSES } from "./stack-row.ts";

const words = z.string({ error: "text" }).min(1, { error: "text" });
const flag = z.boolean({ error: "true or false" });
const positive = z.number({ error: "a number > 0" }).positive({ error: "a number > 0" });
const whole = z.int({ error: "a whole number >= 1" }).positive({ error: "a whole number >= 1" });
const position = z.int({ error: "a position" }).nonnegative({ error: "a position" });
const among = <const T extends string>(values: readonly T[]): z.ZodType<T> => z.enum(values, { error: `one of ${values.join(", ")}` });

const figure: z.ZodType<FigureEntry> = z.tuple([
  position.max(MEASURED.length - 1, { error: `a position below ${MEASURED.length}` }),
  positive,
  positive,
  z.number({ error: "a factor >= 1" }).min(1, { error: "a factor >= 1" }),
]);

/** The packed table of measured runs (`packages/catalog/src/measured.ts`). Positions beyond a list are found when it is unpacked. */
export const measuredFile: z.ZodType<MeasuredTable> = z.strictObject({
  models: z.array(z.tuple([words, positive, positive, positive, positive, positive, flag])),
  methods: z.array(z.tuple([among(METHODS), among(STORED), positive])),
  cards: z.array(z.tuple([words, words, words, positive.nullable(), positive])),
  software: z.array(z.tuple([words, among(STACK_CLASSES), among(PRECISIONS).nullable(), among(OPTIMIZERS), among(ATTENTIONS), flag])),
  layouts: z.array(
    z.tuple([whole, whole, whole, whole, whole.nullable(), among(SHARDINGS), among(RECOMPUTES).nullable(), among(OFFLOADS)]),
  ),
  sources: z.array(z.tuple([words, words, words.nullable()])),
  runs: z.array(
    z.tuple([
      words,
      position,
      position,
      position,
      position,
      position,
      position,
      whole,
      positive,
      positive,
      positive.nullable(),
      positive,
      figure.nullable(),
      figure.nullable(),
    ]),
  ),
});
