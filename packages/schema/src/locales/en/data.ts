/** Texts of the issues of data files, by code. */
export const data = {
  "data.not-found": "no such data file or folder: {file}. Paths in a job file start at the job's folder.",
  "data.no-files": "the folder holds no data file. Accepted: {formats}, and .gz of the text formats.",
  "data.empty": "{path} holds no records. Give a file with at least one.",
  "data.unreadable": "{path} can't be read: {problem}. Give a file that can be opened.",
  "data.utf-16": "{path} is UTF-16 text; UTF-8 is read. Convert it (iconv -f UTF-16 -t UTF-8).",
  "data.line-too-long":
    "{path} has a record of more than {limitMB} MB. Is it one JSON document without line breaks? Write one record a line (jq -c '.[]').",
  "data.too-many-bad":
    "{path}: {bad} of {total} lines read are no JSON records (lines {at}); up to a tenth is skipped. Write one JSON object a line, or name the format by the file's ending (.txt, .csv).",
  "data.not-records":
    "{path} holds {found}, not records. Accepted: a list of records, or an object with such a list in `data`, `train`, `examples`, `rows`, `instances` or `records`.",
  "data.not-json": "{path} is no JSON: {problem}. Correct it, or write one record a line and name it .jsonl.",
  "data.json-too-large":
    "{path} is one JSON document of more than {limitMB} MB without a list of records at its start. Write one record a line (jq -c '.[]') and name it .jsonl: that is sampled.",
  "data.not-table":
    "{path} can't be read as a table: {problem}. Expected: a header row, the same number of columns in each row, quotes closed.",
  "data.unclosed-quote":
    "{path}: a quoted field begins here and never ends, so all rows after it would be read as one. Close the quote, or double it where it is part of the text.",
  "data.packed-too-well":
    "{path} unpacks to {times} times its size: no text does, and its start says nothing of its rest. Unpack it and name the unpacked file.",
  "data.not-gzip": "{path} is packed with gzip but can't be unpacked. Is it whole?",
  "data.not-parquet": "{path} can't be read as Parquet: {problem}. Is it whole, and Parquet?",
  "data.parquet-packed": "{path}: Parquet is compressed inside; unpack the .gz around it.",
  "data.no-shape":
    "{path}: the columns ({columns}) are of no known shape. Accepted: text; prompt + completion; instruction + output (Alpaca); conversations (ShareGPT); messages; prompt + chosen + rejected. Or name the column: --text-field NAME (data.textField in a job).",
  "data.no-column": "{path} has no column {column}. Columns: {columns}. Name one of them: --text-field NAME.",
  "data.bad-records": "{path}: {bad} of {total} records read can't be parsed and are left out (lines {at})",
  "data.skipped": "{path}: {count} records are empty or not of the shape {shape} and are left out",
  "data.not-utf8": "{path}: {count} records hold bytes that are no UTF-8; those are counted as one unknown character each",
  "data.media": "{path}: {count} images or sounds in messages; their tokens aren't counted",
  "data.preference":
    "{path}: pairs of answers; each counts as two sequences, the prompt with the chosen and with the rejected answer, as training on preferences (DPO) passes both; with objective: dpo a reference model's passes are counted as well",
  "data.sampled":
    "{path}: {percent} % of the samples were read, evenly spread; {samples} samples are reckoned from them (80 % range {from} to {to})",
  "data.text-blank-lines": "{path}: plain text; its documents are taken to be parted by blank lines",
  "data.text-lines": "{path}: plain text; each line is taken for a document",
  "data.text-whole": "{path}: plain text of one line, taken for one document",
  "data.counted-tokenizer": "tokens counted with {tokenizer}; records read as {shape} ({columns})",
  "data.counted-stand-in":
    "tokens counted with {tokenizer}, a vocabulary like the model's: within {percent} %; records read as {shape} ({columns})",
  "data.counted-characters":
    "tokens estimated from {tokenizer}: within {percent} %; records read as {shape} ({columns}). Put the model's tokenizer.json beside its config for an exact count",
  "data.tokenizer-unreadable":
    "{path} is no tokenizer that can be used: {problem}. Tokens are counted otherwise; give a tokenizer.json of the Hub.",
} as const;
