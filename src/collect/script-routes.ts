// The page script over HTTP: the newest at /dt.js, /dt-full.js and /loader.js, published versions at /v/VERSION/… for ever.
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseCoding, type PageScript, readPageScript, readPublishedVersions, SCRIPT_NAMES } from './page-script.ts';

export type ScriptRoutesOptions = {
  /** where the newest scripts are, dist/snippet */
  builtFolder: string;
  /** where published versions are, snippet/published */
  publishedFolder: string;
};

// A copy older than that is still used at once, and fetched anew meanwhile (RFC 5861): a repeat page never waits for it.
const NEWEST_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
const FROZEN_CACHE = 'public, max-age=31536000, immutable';

/** Fastify plugin: `app.register(scriptRoutes, options)`. */
export async function scriptRoutes(app: FastifyInstance, options: ScriptRoutesOptions): Promise<void> {
  const { builtFolder, publishedFolder } = options;
  const published = readPublishedVersions(publishedFolder);
  const read = keepRead();

  for (const name of SCRIPT_NAMES) {
    app.get(`/${name}`, { schema: { hide: true } }, (request, reply) => {
      const script = read(path.join(builtFolder, name));
      return script ? send(script, NEWEST_CACHE, request, reply) : reply.callNotFound();
    });
  }

  app.get<{ Params: { version: string; name: string } }>(
    '/v/:version/:name',
    { schema: { hide: true } },
    (request, reply) => {
      const { version } = request.params;
      const name = SCRIPT_NAMES.find((one) => one === request.params.name);
      const isPublished = name && published.some((one) => String(one.version) === version && one.files[name]);
      const script = isPublished ? read(path.join(publishedFolder, version, name)) : undefined;
      return script ? send(script, FROZEN_CACHE, request, reply) : refuse(reply, versionsInWords(published));
    },
  );
}

// A script that is there is read and compressed once; one that is not yet built is looked for again.
function keepRead(): (file: string) => PageScript | undefined {
  const kept = new Map<string, PageScript>();
  return (file) => {
    const script = kept.get(file) ?? readPageScript(file);
    if (script) kept.set(file, script);
    return script;
  };
}

function versionsInWords(published: readonly { version: number }[]): string {
  const versions = published.map(({ version }) => version);
  if (versions.length === 0) return 'No version has been published yet: link /dt.js, the newest.';
  return `There is no such file. Published are versions ${versions.join(', ')}, each with ${SCRIPT_NAMES.join(', ')}: /v/${versions.at(-1)}/dt.js.`;
}

function refuse(reply: FastifyReply, detail: string): FastifyReply {
  const problem = { type: 'about:blank', title: 'Not found', status: 404, reason: 'unknown-version', detail };
  return letAllRead(reply)
    .code(404)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

function send(
  { etag, bodies }: PageScript,
  cacheControl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const coding = chooseCoding(request.headers['accept-encoding']);
  const tag = `${etag.slice(0, -1)}-${coding}"`;
  letAllRead(reply)
    .header('cache-control', cacheControl)
    .header('etag', tag)
    .header('vary', 'Accept-Encoding')
    .header('x-content-type-options', 'nosniff')
    .type('text/javascript; charset=utf-8');
  if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.send(bodies[coding]);
}

/** For `<script crossorigin integrity=…>`, and for pages that isolate themselves (COEP). */
function letAllRead(reply: FastifyReply): FastifyReply {
  return reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
}

// If-None-Match compares weakly (RFC 9110 § 13.1.2): proxies that compress anew write W/ before our tag.
function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  return ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) ?? false;
}
