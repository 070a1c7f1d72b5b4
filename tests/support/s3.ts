// A store that speaks S3 on loopback, keeping files in memory. It checks every signature by its own reading of the
// specification (AWS Signature Version 4), not by the library that made it, and every byte against the signed checksum.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Settings } from '../../src/recordings/s3-store.ts';

export type TestStore = {
  settings: S3Settings;
  /** by bucket/key */
  files: Map<string, Buffer>;
  /** 'PUT /calls/a.opus 200' */
  asked: string[];
  /** next requests fail with this status; 0: works again; 'lies': takes a file and keeps another */
  breaks: number | 'lies';
  close(): Promise<void>;
};

const KEY_ID = 'TESTKEY';
const SECRET = 'a secret/with+signs';
const REGION = 'ru-central1';
const BUCKET = 'calls';

/** Listens on a free port. */
export async function startTestStore(): Promise<TestStore> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const say = (status: number, text: string | Buffer = '', headers: Record<string, string | number> = {}) => {
      asked.push(`${request.method} ${url.pathname} ${status}`);
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : text);
    };
    const refuse = (status: number, code: string) =>
      say(status, `<Error><Code>${code}</Code><Message>no</Message></Error>`);
    const fault = signatureFault(request, url, body);
    if (fault) return refuse(403, fault);
    if (typeof store.breaks === 'number' && store.breaks > 0) return refuse(store.breaks, 'SlowDown');
    const name = decodeURIComponent(url.pathname.slice(1));
    if (!name.startsWith(`${BUCKET}`)) return refuse(404, 'NoSuchBucket');
    const found = files.get(name);
    switch (request.method) {
      case 'PUT':
        files.set(name, store.breaks === 'lies' ? Buffer.from('something else') : body);
        return say(200);
      case 'DELETE':
        files.delete(name);
        return say(204);
      default: {
        if (url.searchParams.has('list-type')) return say(200, listing(files, url.searchParams.get('prefix') ?? ''));
        if (!found) return refuse(404, 'NoSuchKey');
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        const part = range ? found.subarray(Number(range[1]), Number(range[2]) + 1) : found;
        return say(range ? 206 : 200, part, { 'content-length': part.length });
      }
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    endpoint,
    region: REGION,
    bucket: BUCKET,
    prefix: 'shop/',
    keyId: KEY_ID,
    secret: SECRET,
    pathStyle: true,
  };
  const store: TestStore = {
    ...{ settings, files, asked, breaks: 0 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return store;
}

function listing(files: Map<string, Buffer>, prefix: string): string {
  const contents = [...files]
    .filter(([name]) => name.startsWith(`${BUCKET}/${prefix}`))
    .map(([name, { length }]) => {
      const key = name.slice(BUCKET.length + 1);
      return `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>${length}</Size></Contents>`;
    });
  return `<?xml version="1.0"?><ListBucketResult>${contents.join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`;
}

const hex = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is wrong with the request's signature, as the code S3 answers with; undefined: nothing. */
function signatureFault(request: IncomingMessage, url: URL, body: Buffer): string | undefined {
  const query = url.searchParams;
  const inQuery = query.has('X-Amz-Signature');
  const header = request.headers.authorization ?? '';
  const parsed = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(header);
  if (!inQuery && !parsed) return 'AccessDenied';
  const [credential = '', signed = '', given = ''] = inQuery
    ? ['X-Amz-Credential', 'X-Amz-SignedHeaders', 'X-Amz-Signature'].map((name) => query.get(name) ?? '')
    : (parsed ?? []).slice(1);
  const at = (inQuery ? query.get('X-Amz-Date') : request.headers['x-amz-date']) as string;
  const [keyId, day = '', region = '', service, end] = credential.split('/');
  if (keyId !== KEY_ID || region !== REGION || service !== 's3' || end !== 'aws4_request') return 'InvalidAccessKeyId';
  const claimed = inQuery ? 'UNSIGNED-PAYLOAD' : String(request.headers['x-amz-content-sha256']);
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== hex(body)) return 'XAmzContentSHA256Mismatch';
  if (request.method === 'PUT' && claimed === 'UNSIGNED-PAYLOAD') return 'UnsignedPayload'; // ours are always signed
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)]);
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    pairs
      .map((pair) => pair.join('='))
      .sort()
      .join('&'),
    ...signed.split(';').map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/\s+/g, ' ')}`,
    ),
    '',
    signed,
    claimed,
  ].join('\n');
  if (!signed.split(';').includes('host')) return 'HostNotSigned';
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce((before, text) => hmac(before, text), hmac(`AWS4${SECRET}`, day));
  if (hmac(key, toSign).toString('hex') !== given) return 'SignatureDoesNotMatch';
  const age = Date.now() - Date.parse(at.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (age > (inQuery ? Number(query.get('X-Amz-Expires')) * 1000 : 900_000)) return 'RequestTimeTooSkewed';
  return undefined;
}
