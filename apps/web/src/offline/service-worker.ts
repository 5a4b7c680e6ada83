/**
 * Keeps the page so that it works without a network after one visit. The build fills in what there is to keep.
 * A page that is open goes on with the files that it was made of: a newer worker waits until it is closed.
 */

interface Lasting extends Event {
  waitUntil(until: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface ServiceWorker {
  addEventListener(type: "install" | "activate", on: (event: Lasting) => void): void;
  addEventListener(type: "fetch", on: (event: Fetching) => void): void;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
}

declare const self: ServiceWorker;
/** Addresses of the page's assets, from where the page stands. */
declare const KEPT: readonly string[];
/** Another one for other files. */
declare const VERSION: string;

const NAME = `outlay-${VERSION}`;
const page = (): string => self.registration.scope;
/** Installed vocabularies are large: one is kept when it has been asked for. */
const isVocabulary = (url: string): boolean => url.startsWith(`${page()}vocabularies/`);

async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([new Request(page(), { cache: "no-cache" }), ...KEPT.map((path) => new URL(path, page()).href)]);
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith("outlay-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The page as it is today, or as it was kept. */
async function opened(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(page(), { cacheName: NAME });
    if (kept) return kept;
    throw error;
  }
}

/** Names of assets hold a hash of what is in them: a kept one is the one. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: NAME });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && isVocabulary(request.url)) await (await caches.open(NAME)).put(request, response.clone());
  return response;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(page())) return;
  event.respondWith(request.mode === "navigate" ? opened(request) : asset(request));
});

export {};
