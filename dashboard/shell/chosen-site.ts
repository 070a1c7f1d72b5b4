// Which site is on the screen: the one in the address, else the one looked at last, else the first.
import type { Me } from '../../src/api/wire.ts';

type SiteSummary = Me['sites'][number];

const KEPT = 'dialtrace-site';

export function chosenSite(sites: readonly SiteSummary[], inAddress: string | undefined): SiteSummary | undefined {
  const byKey = (key: string | null | undefined) => sites.find((site) => site.publicKey === key);
  return byKey(inAddress) ?? byKey(readKept()) ?? sites[0];
}

export function keepSite(publicKey: string): void {
  try {
    localStorage.setItem(KEPT, publicKey);
  } catch {
    // Storage may be forbidden: the address still says which site it is.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
