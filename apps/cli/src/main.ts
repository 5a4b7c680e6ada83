import { EXIT } from "./exit.ts";

// A reader that has seen enough (`| head`) ends the command without a word; nothing can be said to it anyway.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
    throw error;
  });
}

const [{ run }, { processIo }] = await Promise.all([import("./program.ts"), import("./process-io.ts")]);
process.exitCode = await run(process.argv.slice(2), processIo());
