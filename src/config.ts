// The settings of Dialtrace: the only file that knows the names of environment variables. All problems are told at once.
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { HouseStore } from './recordings/places.ts';

const Port = z.coerce.number().int().min(1).max(65535);

const Environment = z.object({
  PORT: Port.default(8080),
  HOST: z.string().default('::'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  CACHE_DIR: z.string().min(1).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SIP_LISTEN: z
    .string()
    .regex(/^[^:]+:\d+$/, 'ADDRESS:PORT, such as 0.0.0.0:5060')
    .default('127.0.0.1:5080'),
  SIP_EXTERNAL_ADDRESS: z.string().optional(),
  RTP_PORTS: z
    .string()
    .regex(/^\d+-\d+$/, 'FIRST-LAST, such as 20000-21999')
    .default('20000-21999'),
  ENGINE_PORT: Port.default(5088),
  NODE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,19}$/, 'letters and digits, at most 20')
    .default('dialtrace'),
  TRUSTED_PROXIES: z.string().optional(),
  EXTRA_HOSTS: z.string().optional(),
  PRIVATE_DESTINATIONS: z.string().optional(),
  GEOIP_FILE: z.string().optional(),
  CHROMIUM: z.string().optional(),
  SPEECH_COMMAND: z.string().optional(),
  RECORDINGS_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  RECORDINGS_S3_REGION: z.string().default('us-east-1'),
  RECORDINGS_S3_BUCKET: z.string().optional(),
  RECORDINGS_S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'folders, each with a slash at its end')
    .default(''),
  RECORDINGS_S3_KEY_ID: z.string().optional(),
  RECORDINGS_S3_SECRET: z.string().optional(),
  RECORDINGS_S3_PATH_STYLE: z.stringbool().default(true),
  RECORDINGS_S3_DIRECT: z.stringbool().default(false),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Config = {
  port: number;
  host: string;
  /** as people and pages reach us, without a slash at the end */
  publicUrl: string;
  dataDir: string;
  /** engines' binaries, shared by all clones on this machine */
  cacheDir: string;
  databaseUrl: string | undefined;
  sip: { address: string; port: number; externalAddress: string | undefined; rtpFirst: number; rtpLast: number };
  /** loopback ports: where Asterisk asks us about calls, and (the next one) where we command Asterisk */
  enginePort: number;
  /** unique among the nodes that share a database: part of the ids of the calls that come in here */
  nodeName: string;
  trustedProxies: string[];
  /** first-party names of sites that lead to us */
  extraHosts: string[];
  /** private addresses that destinations may have: an address, a network (10.0.0.0/8), a host's name */
  privateDestinations: string[];
  geoipFile: string | undefined;
  /** the browser that looks at pages; undefined: wherever one is found */
  chromium: string | undefined;
  /** a program that speaks better than espeak-ng: language as last argument, words on stdin, WAV on stdout */
  speechCommand: string | undefined;
  logLevel: string;
  /** where recordings go, unless a site says otherwise; undefined: the data folder */
  recordingStore: HouseStore | undefined;
  /** where programs are looked for */
  programFolders: string[];
};

/** Reads and checks the settings, or throws one error that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`These settings (environment variables) are wrong:\n${problems.join('\n')}`);
  }
  const set = parsed.data;
  const [address = '', sipPort = ''] = set.SIP_LISTEN.split(':');
  const [rtpFirst = 0, rtpLast = 0] = set.RTP_PORTS.split('-').map(Number);
  return {
    port: set.PORT,
    host: set.HOST,
    publicUrl: (set.PUBLIC_URL ?? `http://localhost:${set.PORT}`).replace(/\/+$/, ''),
    dataDir: path.resolve(set.DATA_DIR),
    cacheDir: set.CACHE_DIR ?? defaultCacheDir(),
    databaseUrl: set.DATABASE_URL,
    sip: { address, port: Number(sipPort), externalAddress: set.SIP_EXTERNAL_ADDRESS, rtpFirst, rtpLast },
    enginePort: set.ENGINE_PORT,
    nodeName: set.NODE_NAME,
    trustedProxies: listOf(set.TRUSTED_PROXIES),
    extraHosts: listOf(set.EXTRA_HOSTS),
    privateDestinations: listOf(set.PRIVATE_DESTINATIONS),
    geoipFile: set.GEOIP_FILE,
    chromium: set.CHROMIUM,
    speechCommand: set.SPEECH_COMMAND,
    logLevel: set.LOG_LEVEL,
    recordingStore: recordingStoreOf(set),
    programFolders: set.PATH.split(':').filter(Boolean),
  };
}

function recordingStoreOf(set: z.infer<typeof Environment>): HouseStore | undefined {
  const { RECORDINGS_S3_ENDPOINT: endpoint, RECORDINGS_S3_BUCKET: bucket } = set;
  const { RECORDINGS_S3_KEY_ID: keyId, RECORDINGS_S3_SECRET: secret } = set;
  if (!endpoint && !bucket && !keyId && !secret) return undefined;
  if (!endpoint || !bucket || !keyId || !secret)
    throw new Error(
      'A store for recordings needs all of RECORDINGS_S3_ENDPOINT, RECORDINGS_S3_BUCKET, RECORDINGS_S3_KEY_ID and RECORDINGS_S3_SECRET.',
    );
  const { RECORDINGS_S3_REGION: region, RECORDINGS_S3_PREFIX: prefix } = set;
  const { RECORDINGS_S3_PATH_STYLE: pathStyle, RECORDINGS_S3_DIRECT: direct } = set;
  return { endpoint: endpoint.replace(/\/+$/, ''), region, bucket, prefix, keyId, secret, pathStyle, direct };
}

// Root's home is closed to the engines' unprivileged user, so root's cache lies in the system's place for caches.
function defaultCacheDir(): string {
  if (process.getuid?.() === 0) return '/var/cache/dialtrace';
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'dialtrace');
}

function listOf(words: string | undefined): string[] {
  return (words ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
