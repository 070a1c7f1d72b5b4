// Work that succeeds once: one attempt at a time, its success kept, its failure open to another attempt.

export function untilDone<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().catch((error) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
