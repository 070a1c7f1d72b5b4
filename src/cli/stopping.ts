// Waits for Ctrl-C or a service manager's word to stop. A second Ctrl-C does not wait.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ECHO_MS = 1000; // one Ctrl-C may reach us twice: from the terminal and through npm

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a later one ends the process at once. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = () => {
      if (askedAt !== undefined && Date.now() - askedAt > ECHO_MS) process.exit(1);
      askedAt ??= Date.now();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, ask);
  });
}
