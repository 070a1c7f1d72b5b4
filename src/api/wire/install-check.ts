// Shapes of the install check: what was found on a page of the site, and what the page script does there.
import { z } from 'zod';
import * as report from '../../web/report.ts';
import { E164, Time } from './base.ts';

export const InstallCheckRequest = z.object({
  url: z.url({ protocol: /^https?$/ }).describe('a page of the site'),
});

export const InstallPlace = z.object({
  number: E164.describe("the business's own number"),
  kind: z.enum(report.PLACE_KINDS),
  within: z
    .enum(report.PLACE_ROOTS)
    .describe('frame: an iframe of this origin; foreign-frame: of another, where no script of the page can reach'),
  text: z.string().describe('as the page has it, with what stands around it'),
  path: z.string().describe('a short CSS path'),
  isVisible: z.boolean().describe('false: hidden just now'),
  verdict: z.enum(report.PLACE_VERDICTS).describe('left: kept as it is on purpose; missed: people see the own number'),
  reason: z.enum(report.PLACE_REASONS).nullable().describe('why not swapped'),
});

export const InstallFinding = z.object({
  kind: z.enum(report.FINDING_KINDS),
  severity: z.enum(report.SEVERITIES).describe('bad: must be mended; warn: worth a look; info: good to know'),
  subject: z.string().nullable().describe('an attribute, an address, a platform'),
  detail: z.string().describe('what to do'),
});

export const CspAdvice = z.object({
  directive: z.enum(['script-src', 'connect-src']),
  from: z.enum(['header', 'meta']),
  line: z.string().nullable().describe('the whole directive as it should be; null: the tag needs what `add` says'),
  add: z.string(),
});

export const InstallCheck = z.object({
  url: z.string(),
  finalUrl: z.string().nullable().describe('where the address led'),
  how: z.enum(report.HOWS).describe('parsed: the HTML was read, no script was run'),
  whyParsed: z.enum(report.WHY_PARSED).nullable(),
  page: z.enum(report.PAGE_OUTCOMES),
  detail: z.string(),
  verdict: z.enum(report.CHECK_VERDICTS).describe('well: nothing to mend'),
  script: z
    .object({
      state: z
        .enum(report.SCRIPT_STATES)
        .describe('found: it is in the HTML, nothing was run; silent: it ran and asked for no number'),
      copies: z.array(
        z.object({
          file: z.string().describe('dt.js, dt-full.js; inline: its text is in the page'),
          src: z.string().nullable(),
          version: z.string().nullable().describe('of a frozen version; null: the newest'),
          key: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  isTrial: z.boolean().describe("the script was put in for the check, since the page's own did not work"),
  places: z.array(InstallPlace),
  placesLeftOut: z.int(),
  otherNumbers: z
    .array(z.object({ number: z.string(), text: z.string(), path: z.string(), places: z.int() }))
    .describe('phone numbers that nothing replaces'),
  csp: z.array(CspAdvice).describe("what the page's Content-Security-Policy lacks"),
  findings: z.array(InstallFinding),
  swappedMs: z
    .number()
    .nullable()
    .describe("ms from the beginning of the page to the first swapped number, the server's own time left out"),
  lastViewAt: Time.nullable().describe('when a page of this site last asked for a number'),
});

export type InstallCheck = z.infer<typeof InstallCheck>;
export type InstallPlace = z.infer<typeof InstallPlace>;
export type InstallFinding = z.infer<typeof InstallFinding>;
export type CspAdvice = z.infer<typeof CspAdvice>;
