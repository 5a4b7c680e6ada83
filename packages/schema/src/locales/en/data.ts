/** Texts of the issues of data files, by code. */
export const data = {
  "data.not-found": "no such data file or folder: {file}. Paths in a job file start at the job's folder.",
  "data.no-files": "the folder holds no data file. Accepted: {formats}, and .gz of the text formats.",
  "data.empty": "{path} holds no records. Give a file with at least one.",
  "data.line-too-long":
    "{path} has a line of more than {limitMB} MB. Is it one JSON document without line breaks? Write one record a line (jq -c '.[]').",
  "data.bad-lines":
    "{path}: {bad} of {total} lines are no JSON records (lines {lines}). More than a tenth: correct the file, or name its format by its ending.",
  "data.not-records": "{path} holds {found}, not records. Accepted: a list of records, or an object with `data`, `train` or `rows`.",
  "data.not-json": "{path} is no JSON: {problem}",
  "data.json-too-large":
    "{path} is one JSON document of more than {limitMB} MB. Write it as JSON lines, one record a line (jq -c '.[]'); those are sampled.",
  "data.not-table": "{path} can't be read as a table: {problem}",
  "data.not-gzip": "{path} ends in .gz but can't be unpacked.",
  "data.not-parquet": "{path} can't be read as Parquet: {problem}",
  "data.parquet-packed": "{path}: Parquet is compressed inside; unpack the .gz around it.",
  "data.no-shape":
    "{path}: the columns ({columns}) are of no known shape. Accepted: text; prompt + completion; instruction + output (Alpaca); conversations (ShareGPT); messages; prompt + chosen + rejected. Or name the column: --text-field NAME.",
  "data.no-column": "{path} has no column {column}. Columns: {columns}.",
  "data.skipped": "{path}: {count} records can't be used and are left out (lines {lines}).",
  "data.sampled": "{path}: {percent} % was read, evenly spread; {samples} samples are reckoned from it",
  "data.text-documents": "{path}: {count} documents, cut at blank lines",
  "data.counted-tokenizer": "tokens counted with {tokenizer}; records read as {shape} ({columns})",
  "data.counted-stand-in":
    "tokens counted with {tokenizer}, a vocabulary like the model's: within {percent} %; records read as {shape} ({columns})",
  "data.counted-characters":
    "tokens estimated from {tokenizer}: within {percent} %; records read as {shape} ({columns}). Put the model's tokenizer.json beside its config for an exact count",
  "data.tokenizer-unreadable": "{path} is no tokenizer that can be used: {problem}. Tokens are counted otherwise.",
} as const;
