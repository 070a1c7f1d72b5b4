// Two nodes of Dialtrace that share one database, each with its own folder, address and ports.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestDatabase } from './database.ts';
import { prepareSystem, type TestSystem } from './system.ts';

export type TestNodes = [TestSystem, TestSystem];
/** As NODE_NAME says it. */
const NAMES = ['one', 'two'] as const;
const RTP_PORTS = ['24000-24499', '24500-24999'] as const;

/** Prepared, not started; both take SIP at the same port. The database stays open when they are closed. */
export async function prepareNodes(
  database: TestDatabase,
  { addresses, sipPort }: { addresses: readonly [string, string]; sipPort: number },
): Promise<TestNodes> {
  const node = (at: 0 | 1) =>
    prepareSystem({
      own: {
        database: { ...database, close: async () => {} },
        dataDir: mkdtempSync(path.join(os.tmpdir(), `dialtrace-node-${NAMES[at]}-`)),
      },
      env: { NODE_NAME: NAMES[at], SIP_LISTEN: `${addresses[at]}:${sipPort}`, RTP_PORTS: RTP_PORTS[at] },
    });
  return [await node(0), await node(1)];
}

/** Ends them and takes their folders away. */
export async function closeNodes(nodes: readonly TestSystem[] = []): Promise<void> {
  await Promise.all(nodes.map((node) => node.close()));
  for (const { dataDir } of nodes) rmSync(dataDir, { recursive: true, force: true });
}
