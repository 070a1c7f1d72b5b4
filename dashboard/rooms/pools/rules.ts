// The rules of a pool as people read and fill them in.
import type { TFunction } from 'i18next';
import type { Targeting } from '../../../src/api/wire.ts';
import { channelName } from '../../words/source.ts';

export const LISTS = ['channels', 'sources', 'campaigns', 'pages', 'regions', 'devices'] as const;
export type RuleName = (typeof LISTS)[number];
export const DEVICES = ['desktop', 'mobile', 'tablet', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** Every list, empty ones too: as the fields of a form hold them. */
export type Rules = Record<Exclude<RuleName, 'devices'>, string[]> & { devices: Device[] };

export const rulesDraft = (targeting: Targeting): Rules => ({
  channels: targeting.channels ?? [],
  sources: targeting.sources ?? [],
  campaigns: targeting.campaigns ?? [],
  pages: targeting.pages ?? [],
  regions: targeting.regions ?? [],
  devices: targeting.devices ?? [],
});

/** As the API takes it: an empty list is left out, and means any. */
export const targetingOf = (rules: Rules): Targeting =>
  Object.fromEntries(LISTS.flatMap((name) => (rules[name].length > 0 ? [[name, rules[name]]] : [])));

export const deviceName = (device: Device, t: TFunction) =>
  device === 'other' ? t('numbers.kind.other') : t(`call.device.${device}`);

export interface Rule {
  name: string;
  words: string[];
}

/** The rules that narrow anything, in words. */
export function rulesOf(targeting: Targeting, t: TFunction): Rule[] {
  const rules = rulesDraft(targeting);
  return LISTS.filter((list) => rules[list].length > 0).map((list) => ({
    name: t(`pools.rule.${list}`),
    words: list === 'devices' ? rules.devices.map((one) => deviceName(one, t)) : worded(list, rules[list], t),
  }));
}

const worded = (list: RuleName, words: readonly string[], t: TFunction) =>
  words.map((word) => (list === 'channels' ? channelName(word, t) : word));
