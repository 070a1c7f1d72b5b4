// What the owner chose about the page script, written as the HTML to copy. Pure.
import type { PageScripts, ScriptVersion } from '../../../src/api/wire.ts';

/** How numbers appear: swapped when the script comes; hidden until then; the script's text in the page itself. */
export type Appearance = 'plain' | 'hidden' | 'in-text';
export type Consent = 'none' | 'wait' | 'google' | 'tcf' | 'yandex';
export type PrivacySignal = 'gpc' | 'dnt';

export type ScriptChoice = {
  appearance: Appearance;
  /** selector of what is hidden beside tel: links */
  hide: string;
  consent: Consent;
  /** what a person sees who has not agreed: the site's own number, or a number by source only */
  refused: 'own' | 'free';
  privacy: readonly PrivacySignal[];
  /** hosts whose links hand the visit over */
  domains: readonly string[];
  /** null: the newest */
  version: number | null;
};

export const FIRST_CHOICE: ScriptChoice = {
  appearance: 'plain',
  hide: '',
  consent: 'none',
  refused: 'own',
  privacy: [],
  domains: [],
  version: null,
};

/** May somebody be without consent at all? Else there is nothing to choose for them. */
export const asksConsent = ({ consent, privacy }: ScriptChoice): boolean => consent !== 'none' || privacy.length > 0;

const isRefusedFree = (choice: ScriptChoice) => choice.refused === 'free' && asksConsent(choice);

/** The file that knows all that was chosen: dt-full.js only where dt.js doesn't. */
export function scriptFile(choice: ScriptChoice): 'dt.js' | 'dt-full.js' {
  const isFull =
    !['none', 'wait'].includes(choice.consent) ||
    isRefusedFree(choice) ||
    choice.privacy.length > 0 ||
    choice.domains.length > 0;
  return isFull ? 'dt-full.js' : 'dt.js';
}

/** Path of the file whose text goes into the page, if any does. */
export function textPath(choice: ScriptChoice): string | null {
  if (choice.appearance === 'plain') return null;
  return pathOf(choice.appearance === 'hidden' ? 'loader.js' : scriptFile(choice), choice.version);
}

const pathOf = (file: string, version: number | null) => (version === null ? `/${file}` : `/v/${version}/${file}`);

/** The versions that have the files which were chosen, newest first. */
export const fittingVersions = (choice: ScriptChoice, versions: readonly ScriptVersion[]): ScriptVersion[] =>
  versions.filter(({ files }) => files[scriptFile(choice)] && files['loader.js']).toReversed();

/** The choice itself, or with the newest script if the version that was chosen lacks what was chosen later. */
export const fitting = (choice: ScriptChoice, versions: readonly ScriptVersion[]): ScriptChoice =>
  choice.version === null || fittingVersions(choice, versions).some(({ version }) => version === choice.version)
    ? choice
    : { ...choice, version: null };

/** The HTML to put on every page. `text`: what is at `textPath`. */
export function scriptTag(
  choice: ScriptChoice,
  { scripts, siteKey, text }: { scripts: PageScripts; siteKey: string; text: string },
): string {
  const { appearance, version } = choice;
  const src = scripts.host + pathOf(scriptFile(choice), version);
  const integrity = scripts.versions.find((one) => one.version === version)?.files[scriptFile(choice)]?.integrity;
  const told = { 'data-site': siteKey, ...attributes(choice) };
  if (appearance === 'in-text')
    return `<script${written({ 'data-host': `${scripts.host}/`, ...told })}>${text.trim()}</script>`;
  if (appearance === 'hidden') {
    const loaded = { 'data-src': src, ...(integrity && { 'data-integrity': integrity }) };
    const hide = choice.hide.trim();
    return `<script${written({ ...loaded, ...told, ...(hide && { 'data-hide': hide }) })}>${text.trim()}</script>`;
  }
  return `<script async${written({ src, ...(integrity && { integrity, crossorigin: '' }), ...told })}></script>`;
}

function attributes(choice: ScriptChoice): Record<string, string> {
  return {
    ...(choice.consent !== 'none' && { 'data-consent': choice.consent }),
    ...(isRefusedFree(choice) && { 'data-refused': 'free' }),
    ...(choice.privacy.length > 0 && { 'data-privacy': choice.privacy.join(' ') }),
    ...(choice.domains.length > 0 && { 'data-domains': choice.domains.join(' ') }),
  };
}

function written(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`))
    .join('');
}

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
