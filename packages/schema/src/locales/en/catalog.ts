/** Texts of the catalog's issues, by code; `{name}` stands for a value of the issue. */
export const catalog = {
  "prices.accelerator-unknown": 'no accelerator is called "{value}". Nearest: {suggestions}. `outlay gpus` lists them all.',
  "prices.accelerator-ambiguous": '"{value}" may be {candidates}. Write the one you mean in the column accelerator.',
  "prices.count-differs":
    "{instanceType} has {allowed} accelerators in the catalog (got {value}). Prices are per whole instance: correct accelerator_count, or give the instance another name.",
} as const;
