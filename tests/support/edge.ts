// Real Kamailio and rtpengine before the nodes, with the files of deploy/kamailio as they are but for addresses.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { untilListening } from './udp.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const UNPACKED = path.join(ROOT, 'node_modules/.cache/debian');
const LIBRARIES = ['usr/lib', 'lib'].flatMap((folder) =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu']
    .map((triplet) => path.join(UNPACKED, folder, triplet))
    .filter((full) => existsSync(full)),
);
const KAMAILIO_LIBRARIES = path.join(LIBRARIES[0] ?? '', 'kamailio');

export const EDGE_ADDRESS = '127.0.0.20';

export type Edge = {
  port: number;
  /** ends Kamailio without a word, and starts it anew */
  restartProxy(): Promise<void>;
  /** the words of the dispatcher: each node with its state, 'AP' (answers) or 'IP' (does not) */
  nodes(): Record<string, string>;
  close(): Promise<void>;
};

/** `nodes`, `operators`: 'address:port' of each; `callers`: networks that operators call from, 'address length'. */
export async function startEdge(options: {
  port: number;
  nodes: readonly string[];
  operators?: readonly string[];
  callers: readonly string[];
}): Promise<Edge> {
  const { port, nodes, operators = [], callers } = options;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-edge-'));
  const control = port + 1;
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  cpSync(path.join(ROOT, 'deploy/kamailio/kamailio.cfg'), path.join(folder, 'kamailio.cfg'));
  const own = readFileSync(path.join(ROOT, 'deploy/kamailio/edge.cfg'), 'utf8')
    .replace('udp:203.0.113.10:5060', `udp:${EDGE_ADDRESS}:${port}`)
    .replace('udp:127.0.0.1:22222', `udp:127.0.0.1:${control}`)
    .replaceAll('/etc/kamailio', folder);
  write('edge.cfg', `${own}#!define CONTROL "unix:${folder}/control"\n`);
  const addressOf = (node: string) => node.split(':')[0];
  write(
    'addresses.list',
    [...callers.map((one) => `1 ${one} 0`), ...nodes.map((node) => `2 ${addressOf(node)} 32 0`)]
      .join('\n')
      .concat('\n'),
  );
  write(
    'dispatcher.list',
    [...nodes.map((node) => `1 sip:${node}`), ...operators.map((one) => `2 sip:${one}`)].join('\n').concat('\n'),
  );
  const relay = run('usr/bin/rtpengine', [
    ...['--config-file=none', '--table=-1', `--interface=${EDGE_ADDRESS}`, `--listen-ng=127.0.0.1:${control}`],
    ...['--port-min=32000', '--port-max=32999', '--foreground', '--log-stderr', '--log-level=4', '--no-fallback'],
  ]);
  const startProxy = async () => {
    const modules = path.join(KAMAILIO_LIBRARIES, 'modules/');
    const child = run('usr/sbin/kamailio', [
      ...['-f', path.join(folder, 'kamailio.cfg'), '-L', modules, '-DD', '-E', '-Y', folder, '-m', '32', '-M', '4'],
    ]);
    await listening(EDGE_ADDRESS, port, child);
    return child;
  };
  await listening('127.0.0.1', control, relay);
  let proxy = await startProxy();
  return {
    port,
    async restartProxy() {
      await end(proxy);
      proxy = await startProxy();
    },
    nodes() {
      const words = execFileSync(
        path.join(UNPACKED, 'usr/sbin/kamcmd'),
        ['-s', `unix:${folder}/control`, 'dispatcher.list'],
        {
          env: environment(),
          encoding: 'utf8',
        },
      );
      const found = [...words.matchAll(/URI: sip:(\S+)[\s\S]*?FLAGS: (\w+)/g)];
      return Object.fromEntries(found.map(([, uri, state]) => [uri, state]));
    },
    async close() {
      await Promise.all([end(proxy), end(relay)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const environment = () => ({
  ...process.env,
  LD_LIBRARY_PATH: [...LIBRARIES, KAMAILIO_LIBRARIES].join(':'),
});

// Kamailio is a family of processes: a group of their own, so that all are ended together.
function run(program: string, args: string[]): ChildProcess {
  return spawn(path.join(UNPACKED, program), args, {
    stdio: process.env.EDGE_WORDS ? 'inherit' : 'ignore',
    env: environment(),
    detached: true,
  });
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

async function listening(address: string, port: number, child: ChildProcess) {
  const who = child.spawnfile;
  await untilListening({ address, port, who }, () =>
    child.exitCode === null ? undefined : `${who} has ended with ${child.exitCode}`,
  );
}
