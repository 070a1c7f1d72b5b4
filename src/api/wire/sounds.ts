// Sounds: what callers and agents hear, uploaded or spoken from words.
import { z } from 'zod';
import { Name, Time } from './base.ts';

const SoundId = z.string().regex(/^[a-z0-9]{8,64}$/, 'the id of a sound');
export const SoundParams = z.object({ site: z.uuid(), sound: SoundId });

export const Sound = z.object({
  id: z.string(),
  name: z.string(),
  seconds: z.number(),
  createdAt: Time,
  usedBy: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('routes that play it, draft or in force'),
});
export const SoundUpload = z.object({ name: Name });
export const SoundPatch = z.object({ name: Name });

export const SpeakAsk = z.object({
  words: z.string().trim().min(1).max(1000),
  language: z.enum(['ru', 'en']),
});
export const Spoken = z.object({ id: z.string().describe('to be heard at sounds/{id}.wav') });

/** GET /sites/:site/sounds/:sound.wav */
export const SoundFile = { description: 'the sound', content: { 'audio/wav': { schema: z.unknown() } } };

export type Sound = z.infer<typeof Sound>;
export type SpeakAsk = z.infer<typeof SpeakAsk>;
export type Spoken = z.infer<typeof Spoken>;
