/** Texts of the issues of reading measured runs, by code; `{name}` stands for a value of the issue. */
export const validation = {
  "evidence.line-not-json": "not a JSON object (starts with {start}). Each line must hold one record, {…}; the line is left out.",
  "evidence.line-long": "the line has {length} characters, more than the {allowed} that are accepted. It is left out.",
  "evidence.line-hopeless":
    "more than {allowed} fields of the record are wrong. The line is left out: compare it with the schema of a record.",
  "evidence.no-id": "{field} must be {wanted}. Give the record an id; the line is left out.",
  "evidence.field-wrong": "{field} must be {wanted}. It counts as missing: correct it, or leave it out.",
  "evidence.id-twice": "the id {id} stands in the file twice. Give the second record another id, or remove it.",
  "evidence.too-much": "reading stops here: a file may have {lines} lines and {issues} problems at most. Split or correct it.",
} as const;
