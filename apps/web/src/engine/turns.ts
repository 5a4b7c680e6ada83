/** How far a search is, as the worker tells it beside its answers. */
export interface Looking {
  readonly looking: {
    /** Configurations looked at so far. */
    readonly considered: number;
    /** Machines with a count of GPUs and a stack that have been searched, of all of them. */
    readonly searched: number;
    readonly of: number;
  };
}

/** Milliseconds: a shorter search says nothing; a longer one, how far it is, so often. */
export const ANSWERING = { quiet: 250, every: 100 } as const;

const { port1, port2 } = new MessageChannel();
let next: (() => void) | null = null;
port1.addEventListener("message", () => next?.());
port1.start();

/** Lets what has been asked meanwhile be heard: a message comes sooner than a timer would. */
export async function turnEnds(): Promise<void> {
  const before = next;
  await new Promise<void>((done) => {
    next = () => {
      next = null;
      before?.();
      done();
    };
    port2.postMessage(null);
  });
}
