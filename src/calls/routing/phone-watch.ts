// Which phones of agents are registered with us: asked again and again, since nothing tells when one goes away.

export type PhoneList = () => Promise<readonly { login: string; online: boolean }[]>;
export type PhoneWatch = {
  /** null: telephony can't tell */
  isOnline(login: string): boolean | null;
  /** asks only while there are such phones */
  follow(wanted: boolean): void;
  close(): Promise<void>;
};
export type PhoneWatchOptions = { phones: PhoneList; onChange: () => void; everyMs?: number | undefined };

const EVERY_MS = 5000; // a phone that was switched on is rung within so long

/** Begins to ask with the first `follow(true)`. */
export function openPhoneWatch({ phones, onChange, everyMs = EVERY_MS }: PhoneWatchOptions): PhoneWatch {
  let known: ReadonlyMap<string, boolean> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    const told = await phones().then(
      (list) => new Map(list.map(({ login, online }) => [login, online])),
      () => null, // calls go on without it: every phone counts as reachable then
    );
    const before = known;
    known = told;
    if (!isSame(before, told)) onChange();
  };
  const look = () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
  };
  return {
    isOnline: (login) => (known ? (known.get(login) ?? false) : null),
    follow(wanted) {
      if (wanted === (timer !== undefined)) return;
      clearInterval(timer);
      timer = wanted ? setInterval(look, everyMs) : undefined;
      timer?.unref();
      if (wanted) look();
    },
    async close() {
      clearInterval(timer);
      await asking;
    },
  };
}

function isSame(one: ReadonlyMap<string, boolean> | null, other: ReadonlyMap<string, boolean> | null): boolean {
  if (!one || !other) return one === other;
  return one.size === other.size && [...one].every(([login, online]) => other.get(login) === online);
}
