/** Sees that the page is kept for when there is no network, once it has answered: nothing is fetched before that. */
export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI));
  } catch {
    // Where a browser keeps nothing (private windows, plain http), the page needs its network.
  }
}
