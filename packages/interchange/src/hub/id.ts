/** A repository of the Hub at a revision. */
export interface HubId {
  readonly owner: string;
  readonly name: string;
  readonly revision: string;
}

const PART = /^[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_-])?$/;
const REVISION = /^[A-Za-z0-9_][\w.-]*(?:\/[\w-][\w.-]*){0,8}$/;
const FILE = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*){0,8}$/;

const safe = (text: string, pattern: RegExp): boolean => text.length <= 200 && pattern.test(text) && !text.includes("..");

/** `org/name` or `org/name@revision`; null when it can't be one. */
export function hubId(text: string): HubId | null {
  const at = text.indexOf("@");
  const [owner = "", name = "", ...rest] = (at < 0 ? text : text.slice(0, at)).split("/");
  const revision = at < 0 ? "main" : text.slice(at + 1);
  if (rest.length > 0 || !safe(owner, PART) || !safe(name, PART) || !safe(revision, REVISION)) return null;
  return { owner, name, revision };
}

/** A file of a repository, never outside it. */
export function isRepositoryFile(file: string): boolean {
  return safe(file, FILE);
}

export function hubName({ owner, name, revision }: HubId): string {
  return revision === "main" ? `${owner}/${name}` : `${owner}/${name}@${revision}`;
}
