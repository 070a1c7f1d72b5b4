// Shapes of recordings: what was recorded of a call, a site's rules about it, the store it lies in, who listened.
import { z } from 'zod';
import { RECORDING_MODES } from '../../core/recording-rules.ts';
import { E164, Seconds, Text, Time } from './base.ts';

export const RecordingLevel = z.object({
  rmsDb: z.number().describe('dBFS over all of it'),
  peakDb: z.number(),
  voiceSeconds: Seconds.describe('how long there was somebody’s voice'),
});
export const CallRecording = z.object({
  id: z.uuid(),
  kind: z.enum(['talk', 'voicemail', 'operator']),
  state: z.enum(['due', 'ready', 'empty', 'failed', 'deleted']),
  place: z.enum(['disk', 'store']),
  codec: z.enum(['wav', 'opus', 'mp3']).nullable(),
  channels: z.int().nullable(),
  seconds: Seconds.nullable(),
  bytes: z.int().nullable(),
  startedAt: Time.nullable(),
  pauses: z
    .array(z.object({ at: Seconds, seconds: Seconds }))
    .describe('silence in place of what was not recorded, seconds from its beginning'),
  levels: z.array(RecordingLevel).nullable().describe('of each channel, the caller first'),
  flags: z.array(z.enum(['one-way', 'caller-silent', 'agent-silent', 'length-differs', 'caller-right'])),
  error: z.string().nullable(),
  deleteAfter: Time.nullable().describe('null: kept until a person deletes it'),
  hold: z.boolean().describe('kept whatever the rules say'),
  deletedAt: Time.nullable(),
  deletedWhy: z.enum(['rule', 'spam', 'tag', 'person', 'caller-asked', 'consent-refused']).nullable(),
});
export const RecordingPeaks = z.object({
  seconds: Seconds.nullable(),
  channels: z.array(z.array(z.number().min(0).max(1))).describe('the loudest moment of each part, the caller first'),
});
export const RecordingAccess = z.object({
  at: Time,
  recordingId: z.uuid(),
  action: z.enum(['play', 'download', 'delete', 'hold', 'release']),
  userName: z.string().nullable().describe('null: by rule'),
  ip: z.string().nullable(),
});
export const CallRecordings = z.object({ recordings: z.array(CallRecording), log: z.array(RecordingAccess) });
export const RecordingPatch = z.object({ hold: z.boolean() });
export const RecordingDeleted = z.object({
  filesWaiting: z.int().describe('files whose store does not answer; they are tried until they are gone'),
});

const Mode = z.enum(RECORDING_MODES);
const Days = z.int().min(1).max(3650).nullable();
const Country = z.string().regex(/^[A-Z]{2}$/, 'a country by ISO 3166-1, such as DE');
export const RecordingRules = z.object({
  record: z.boolean(),
  mode: z.enum(['by-country', 'on', 'notice', 'consent']),
  exceptions: z
    .array(z.object({ country: Country, region: Text.trim().min(1).max(120).nullable(), mode: Mode }))
    .max(300),
  digit: z.string().regex(/^[0-9*#]$/, 'one key: 0-9, * or #'),
  keepDays: z.object({
    talk: Days.describe('null: until a person deletes it'),
    voicemail: Days,
    wav: z.int().min(0).max(365).describe('the uncompressed file beside the encoded one; 0: not at all'),
  }),
  notKept: z.object({ spam: z.boolean(), tags: z.array(Text.trim().min(1).max(80)).max(100) }),
});
export const RecordingCountry = z.object({
  country: z.string().nullable().describe('of the site’s numbers, null: it is not told'),
  mode: Mode,
  source: z.string(),
});
export const RecordingRulesCard = z.object({
  rules: RecordingRules,
  isSaid: z.boolean().describe('false: the site has said nothing, calls are recorded without a word'),
  countries: z.array(RecordingCountry).describe('what is usual where the site’s numbers are; not legal advice'),
  encodes: z.boolean().describe('false: opusenc is not installed, recordings stay WAV'),
});

const StoreFields = {
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .describe('https://s3.example'),
  region: z.string().regex(/^[\w-]{1,60}$/),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
  prefix: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'folders, each with a slash at its end')
    .max(200),
  pathStyle: z.boolean().describe('the bucket is in the path, not in the host’s name'),
  direct: z.boolean().describe('browsers are sent to the store itself by links that end after five minutes'),
  keyId: z.string().min(1).max(200),
};
export const RecordingStoreSettings = z.object({
  ...StoreFields,
  secret: z.string().min(1).max(400).optional().describe('left out: as it was; it is never shown'),
});
export const RecordingStoreCard = z.object({
  place: z.enum(['house', 'disk', 'own']),
  houseStore: z.boolean().describe('the house has a store of its own: place "house" is that, else the disk'),
  own: z.object({ ...StoreFields, keyId: z.string().nullable(), hasSecret: z.boolean() }).nullable(),
  here: z.object({ count: z.int(), bytes: z.int() }).describe('of the site’s recordings, in their place'),
  elsewhere: z.object({ count: z.int(), bytes: z.int() }).describe('on their way to it'),
  lastError: z.string().nullable(),
});
export const RecordingStorePut = z.object({
  place: z.enum(['house', 'disk', 'own']),
  own: RecordingStoreSettings.optional().describe('with place "own"'),
});

export const EraseWish = z.object({ phone: E164 });
export const ErasedReport = z.object({
  phone: E164,
  pseudonym: z.string().describe('stands in place of the phone in the list of calls'),
  calls: z.int(),
  recordings: z.int(),
  files: z.int(),
  contacts: z.int(),
  others: z.int().describe('tasks to call back, named callers, lists'),
  filesWaiting: z.int(),
  blotted: z
    .int()
    .nullable()
    .describe("how often it stood in the engine's journal and logs on this machine; null: they could not be written"),
});

export type CallRecording = z.infer<typeof CallRecording>;
export type CallRecordings = z.infer<typeof CallRecordings>;
export type RecordingPeaks = z.infer<typeof RecordingPeaks>;
export type RecordingAccess = z.infer<typeof RecordingAccess>;
export type RecordingRules = z.infer<typeof RecordingRules>;
export type RecordingRulesCard = z.infer<typeof RecordingRulesCard>;
export type RecordingStoreSettings = z.infer<typeof RecordingStoreSettings>;
export type RecordingStoreCard = z.infer<typeof RecordingStoreCard>;
export type RecordingStorePut = z.infer<typeof RecordingStorePut>;
export type ErasedReport = z.infer<typeof ErasedReport>;
