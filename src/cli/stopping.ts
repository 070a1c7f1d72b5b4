// Waits for Ctrl-C or a service manager's word to stop. A second Ctrl-C does not wait.

/** Resolves at the first SIGINT or SIGTERM. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    const ask = () => {
      for (const signal of SIGNALS) process.on(signal, () => process.exit(1));
      resolve();
    };
    for (const signal of SIGNALS) process.once(signal, ask);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
