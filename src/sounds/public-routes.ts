// /sounds/<id>.wav for operators' machines, which fetch what they play and can't sign in. Ids can't be guessed: chance
// made them, or a key that only this house has.
import { createReadStream } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Sounds } from './sounds.ts';

/** The route, on the public server. */
export async function publicSoundRoutes(app: FastifyInstance, { sounds }: { sounds: Pick<Sounds, 'find'> }) {
  app.get<{ Params: { sound: string } }>('/sounds/:sound.wav', { schema: { hide: true } }, async (request, reply) => {
    const file = await sounds.find(request.params.sound);
    if (!file) return reply.callNotFound();
    const headers = { 'content-type': 'audio/wav', 'cache-control': 'public, max-age=86400' };
    return reply.headers(headers).send(createReadStream(file));
  });
}
