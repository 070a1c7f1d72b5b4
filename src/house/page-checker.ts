// The room that looks at pages, opened as configured.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import { engineUser } from '../machine/system-user.ts';
import { createPageChecker, type PageChecker } from '../web/page-check.ts';

const BUILT = path.resolve(import.meta.dirname, '../../dist/snippet');

/** Nothing is started before the first check. */
export function openPageChecker(
  { chromium, publicUrl, extraHosts }: Pick<Config, 'chromium' | 'publicUrl' | 'extraHosts'>,
  log: (message: string, error?: unknown) => void,
): PageChecker {
  return createPageChecker({
    ...{ chromium, publicUrl, hosts: extraHosts, user: engineUser, log },
    script: (name) => {
      try {
        return readFileSync(path.join(BUILT, name), 'utf8');
      } catch {
        return undefined; // not built: `npm start` builds it
      }
    },
  });
}
