// The shapes of the page script's published versions.
import { z } from 'zod';

const Bytes = z.int().min(0);
export const ScriptFile = z.object({
  integrity: z.string().describe('for the attribute of that name: sha384, base64'),
  raw: Bytes,
  gzip: Bytes,
  brotli: Bytes,
});

export const ScriptVersion = z.object({
  version: z.int().min(1),
  date: z.iso.date().describe('when it was published'),
  files: z.object({
    'dt.js': ScriptFile.optional(),
    'dt-full.js': ScriptFile.optional(),
    'loader.js': ScriptFile.optional(),
  }),
});

export const PageScripts = z.object({
  host: z.url().describe('where pages find the scripts: /dt.js is the newest, /v/VERSION/dt.js a published one'),
  versions: z.array(ScriptVersion).describe('published, oldest first: they never change'),
});

export type ScriptVersion = z.infer<typeof ScriptVersion>;
export type PageScripts = z.infer<typeof PageScripts>;
