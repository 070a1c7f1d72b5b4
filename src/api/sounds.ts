// Sounds over HTTP: uploaded as WAV, heard, renamed, deleted unless a route plays them; and words as they would be spoken.
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { isSoundOf, listSounds, renameSound, soundUses } from '../store/sounds.ts';
import { type Api, type ApiDeps, type SoundRefusal, type SpeakRefusal, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const FILE_LIMIT = 60 * 1024 * 1024; // ten minutes of 48 kHz mono 16 bit
const tags = ['routes'];

/** The routes about sounds, below /api/v1. */
export function soundRoutes(api: Api, deps: ApiDeps) {
  const { db, sounds } = deps;
  const keep = (_request: unknown, body: string | Buffer, done: (error: null, body: unknown) => void) =>
    done(null, body);
  for (const type of ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'])
    api.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: FILE_LIMIT }, keep);

  api.get(
    '/sites/:site/sounds',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Sound) }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const [rows, uses] = await Promise.all([listSounds(db, site.id), soundUses(db, site.id)]);
      return rows.map((row) => ({ ...row, usedBy: routesThatPlay(row.id, uses) }));
    },
  );

  api.post(
    '/sites/:site/sounds',
    {
      bodyLimit: FILE_LIMIT,
      schema: {
        params: SiteParams,
        querystring: wire.SoundUpload,
        consumes: ['audio/wav'],
        body: z.instanceof(Uint8Array).meta({ type: 'string', format: 'binary' }),
        response: { 201: wire.Sound },
        tags,
        description: 'Uncompressed WAV, one or two channels, any rate; kept as 8 kHz mono, as telephones are.',
      },
    },
    async ({ person, params, query, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const added = await sounds.add({ siteId: site.id, name: query.name, file: body });
      if ('refused' in added) throw new Problem(400, 'sound-unreadable', WHAT_TO_DO[added.refused]);
      return reply.code(201).send({ ...added, usedBy: [] });
    },
  );

  api.post(
    '/sites/:site/sounds/speak',
    {
      schema: {
        params: SiteParams,
        body: wire.SpeakAsk,
        response: { 200: wire.Spoken },
        tags,
        description: 'Speaks the words and keeps them, so that they can be heard before a caller hears them.',
      },
    },
    async ({ person, params, body }) => {
      await siteOf(deps, person.accountId, params.site);
      const said = await sounds.speak(body.words, body.language);
      if (typeof said === 'string') return { id: said };
      throw new Problem(said.refused === 'wordless' ? 400 : 409, `speech-${said.refused}`, SPEECH[said.refused]);
    },
  );

  api.get(
    '/sites/:site/sounds/:sound.wav',
    { schema: { params: wire.SoundParams, response: { 200: wire.SoundFile }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'sound');
      const isTheirs = await isSoundOf(db, site.id, params.sound);
      const file = isTheirs && (await sounds.find(params.sound));
      if (!file) throw notFound('sound');
      return reply
        .headers({ 'content-type': 'audio/wav', 'cache-control': 'private, max-age=86400' })
        .send(createReadStream(file));
    },
  );

  api.patch(
    '/sites/:site/sounds/:sound',
    { schema: { params: wire.SoundParams, body: wire.SoundPatch, response: { 200: wire.Sound }, tags } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'sound');
      const row = await renameSound(db, site.id, { id: params.sound, name: body.name });
      if (!row) throw notFound('sound');
      return { ...row, usedBy: routesThatPlay(row.id, await soundUses(db, site.id)) };
    },
  );

  api.delete(
    '/sites/:site/sounds/:sound',
    { schema: { params: wire.SoundParams, response: { 204: z.null() }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'sound');
      const uses = routesThatPlay(params.sound, await soundUses(db, site.id));
      if (uses.length > 0)
        throw new Problem(
          409,
          'sound-in-use',
          `Callers hear it in ${uses.map(({ name }) => `“${name}”`).join(', ')}. Choose another sound there first.`,
        );
      if (!(await sounds.remove(site.id, params.sound))) throw notFound('sound');
      return reply.code(204).send(null);
    },
  );
}

const routesThatPlay = (id: string, uses: readonly { sound: string; routeId: string; name: string }[]) =>
  uses.filter(({ sound }) => sound === id).map(({ routeId, name }) => ({ id: routeId, name }));

const AS_WAV =
  'Save it as an uncompressed WAV (PCM), or upload it in the dashboard, which converts what a browser can play.';

const WHAT_TO_DO: Record<SoundRefusal, string> = {
  'not-a-wav': `This is not a WAV file. ${AS_WAV}`,
  compressed: `The sound in this WAV is compressed, or of a width that is not read. ${AS_WAV}`,
  channels: `The file has more than two channels. Save it with one or two.`,
  rate: 'The file has fewer than 4,000 or more than 192,000 samples a second. Save it with 8,000 to 48,000.',
  empty: 'There is no sound in this file.',
  'too-short': 'The sound is shorter than a tenth of a second.',
  'too-long': 'The sound is longer than ten minutes. Shorten it.',
};

const SPEECH: Record<SpeakRefusal, string> = {
  missing:
    'No program on this machine speaks. Install espeak-ng, or set SPEECH_COMMAND (docs/operating.md), or upload a sound.',
  failed: 'The program that speaks failed at these words. Try others, or upload a sound.',
  wordless: 'Give at least one word, at most 1,000 characters.',
};
