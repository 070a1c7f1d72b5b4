// Somebody waits until there may be something to do; a nudge that comes while they are still busy is not lost.

export type Nudge = {
  /** how often there was one */
  count(): number;
  /** there may be something to do */
  give(): void;
  /** resolves at the next one after so many, or when the time is over */
  after(count: number, milliseconds: number): Promise<void>;
};

export function createNudge(): Nudge {
  let given = 0;
  const waiting = new Set<() => void>();
  return {
    count: () => given,
    give() {
      given++;
      for (const wake of [...waiting]) wake();
    },
    after(count, milliseconds) {
      if (given > count) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        waiting.add(wake);
      });
    },
  };
}
