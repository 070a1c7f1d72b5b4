// Real nginx and Caddy in front of a test server, with the files of deploy/ as they are but for ports and certificates.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts, until } from './system.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type TestProxy = { port: number; close(): Promise<void> };

/** nginx with deploy/nginx.conf; `upstream` is Dialtrace's port. */
export async function startNginx(upstream: number): Promise<TestProxy> {
  const [port = 0] = await freePorts(1);
  return start(port, (folder) => {
    const { cert, key } = makeCertificate(folder);
    const rules = readFileSync(path.join(ROOT, 'deploy/nginx.conf'), 'utf8')
      .replaceAll('listen 443 ', `listen 127.0.0.1:${port} `)
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${upstream}`)
      .replaceAll(/ssl_certificate +\S+;/g, `ssl_certificate ${cert};`)
      .replaceAll(/ssl_certificate_key +\S+;/g, `ssl_certificate_key ${key};`);
    writeFileSync(path.join(folder, 'dialtrace.conf'), rules);
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    writeFileSync(
      path.join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {} http { access_log off; ${temp.join(' ')} include ${folder}/dialtrace.conf; }`,
    );
    return [program('sbin/nginx'), '-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')];
  });
}

/** Caddy with deploy/Caddyfile; `upstream` is Dialtrace's port. */
export async function startCaddy(upstream: number): Promise<TestProxy> {
  const [port = 0] = await freePorts(1);
  return start(port, (folder) => {
    const { cert, key } = makeCertificate(folder);
    const rules = readFileSync(path.join(ROOT, 'deploy/Caddyfile'), 'utf8')
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${upstream}`)
      .replaceAll(/^((?:calls\.)?shop\.ru) \{$/gm, `https://$1:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}`);
    writeFileSync(path.join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${rules}`);
    return [program('bin/caddy'), 'run', '--config', path.join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
  });
}

export type Answered = { status: number; headers: NodeJS.Dict<string | string[]>; body: string };

/** Asks the proxy over https as a visitor whose address is 127.0.0.2. */
export function askAsVisitor(
  port: number,
  {
    host,
    at,
    method = 'GET',
    headers = {},
    body = '',
  }: { host: string; at: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = httpsRequest({
      ...{ host: '127.0.0.1', port, path: at, method, servername: host, localAddress: '127.0.0.2', agent: false },
      rejectUnauthorized: false, // signed by itself
      headers: { ...headers, host, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) },
    });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() });
    });
    asked.end(body);
  });
}

// Of the system, or as setup/debian.mjs has unpacked it.
function program(name: string): string {
  const places = [path.join('/usr', name), path.join(ROOT, 'node_modules/.cache/debian/usr', name)];
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${path.basename(name)} is not there: npm test fetches it.`);
  return found;
}

function makeCertificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const of = ['-subj', '/CN=shop.ru', '-addext', 'subjectAltName=DNS:shop.ru,DNS:calls.shop.ru', '-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...of, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}

async function start(port: number, prepare: (folder: string) => string[]): Promise<TestProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dt-proxy-'));
  const [command = '', ...words] = prepare(folder);
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  await until(`${path.basename(command)} serves`, async () => {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${said}`);
    return askAsVisitor(port, { host: 'shop.ru', at: '/t/' }).catch(() => undefined);
  });
  return { port, close: () => stop(child, folder) };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
