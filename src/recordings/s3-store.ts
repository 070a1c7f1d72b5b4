// A store that speaks the S3 protocol: Amazon's, or one that is compatible (MinIO, Ceph, R2, Yandex Object Storage,
// Selectel …). Requests are signed with Signature Version 4 over the whole content.
// Source: docs.aws.amazon.com/AmazonS3/latest/API.
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { type S3Bucket, s3Address } from '../core/s3-address.ts';
import type { RecordingStore } from './stores.ts';

export type S3Settings = S3Bucket & { region: string; keyId: string; secret: string };

/** Long enough for an hour's talk over a slow line. */
const TRANSFER_MS = 120_000;
const ANSWER_MS = 15_000;
const ERROR_WORDS = 300;

/** The store is at fault, or our keys for it: nothing can be had from it now. */
export class StoreError extends Error {}

/** Speaks to the bucket only when asked; what the store answers comes as an Error with its words. */
export function s3Store(settings: S3Settings): RecordingStore {
  const { region, keyId: accessKeyId, secret: secretAccessKey } = settings;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const address = (file: string) => s3Address(settings, file);
  const ask = async (url: string, init: RequestInit, ms = ANSWER_MS): Promise<Response> =>
    client.fetch(url, { ...init, signal: AbortSignal.timeout(ms) }).catch((cause: unknown) => {
      throw new StoreError(`the store at ${settings.endpoint} does not answer`, { cause });
    });
  const read: RecordingStore['read'] = async (file, range) => {
    const headers: Record<string, string> = range ? { range: `bytes=${range.first}-${range.last}` } : {};
    const response = await ask(address(file), { headers }, TRANSFER_MS);
    if (response.status === 404) return void (await response.body?.cancel());
    if (!response.ok || !response.body) throw await refusal(response);
    return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  };
  return {
    read,
    async put(file, local, { sha256, type }) {
      const body = await openAsBlob(local);
      const headers = { 'content-type': type, 'x-amz-content-sha256': sha256 };
      const response = await ask(address(file), { method: 'PUT', body, headers }, TRANSFER_MS);
      if (!response.ok) throw await refusal(response);
      await response.body?.cancel();
      const back = await read(file);
      if (!back || (await sha256OfStream(back)) !== sha256)
        throw new StoreError(`what the store has of ${file} is not what was sent`);
    },
    async size(file) {
      const response = await ask(address(file), { method: 'HEAD' });
      if (response.status === 404) return undefined;
      if (!response.ok) throw await refusal(response);
      return Number(response.headers.get('content-length'));
    },
    async remove(file) {
      const response = await ask(address(file), { method: 'DELETE' });
      if (!response.ok && response.status !== 404) throw await refusal(response);
      await response.body?.cancel();
    },
    async link(file, seconds) {
      const url = new URL(address(file));
      url.searchParams.set('X-Amz-Expires', String(seconds));
      return (await client.sign(url.toString(), { aws: { signQuery: true } })).url;
    },
    async *list() {
      let after: string | undefined;
      do {
        const url = new URL(s3Address(settings));
        url.searchParams.set('list-type', '2');
        if (settings.prefix) url.searchParams.set('prefix', settings.prefix);
        if (after) url.searchParams.set('continuation-token', after);
        const response = await ask(url.toString(), {});
        if (!response.ok) throw await refusal(response);
        const page = await response.text();
        for (const [, content = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs))
          yield {
            file: tag(content, 'Key').slice(settings.prefix.length),
            bytes: Number(tag(content, 'Size')),
            at: new Date(tag(content, 'LastModified')),
          };
        after = tag(page, 'NextContinuationToken') || undefined;
      } while (after);
    },
  };
}

async function sha256OfStream(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece as Buffer);
  return hash.digest('hex');
}

// <Error><Code>NoSuchBucket</Code><Message>…</Message></Error>
async function refusal(response: Response): Promise<StoreError> {
  const text = (await response.text().catch(() => '')).slice(0, ERROR_WORDS * 4);
  const said = [tag(text, 'Code'), tag(text, 'Message')].filter(Boolean).join(': ').slice(0, ERROR_WORDS);
  return new StoreError(`the store answered ${response.status}${said ? ` ${said}` : ''}`);
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function tag(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
}
