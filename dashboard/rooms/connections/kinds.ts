// Operators as a list to choose from: those of Russia first where Russian is read.
import type { TFunction } from 'i18next';
import type { ConnectionKind, OperatorFacts } from '../../../src/api/wire.ts';

const RUSSIA = new Set(['uis', 'mango', 'zadarma', 'exolve', 'voximplant', 'megafon', 'beeline', 'sipuni', 'mts']);
const OWN = new Set(['pbx', 'freeswitch']);

/** Groups of a Select. */
export function kindChoices(kinds: readonly OperatorFacts[], locale: string, t: TFunction) {
  const item = (kind: ConnectionKind) => ({ value: kind, label: t(`connections.kindOf.${kind}`) });
  const all = kinds.map(({ kind }) => kind);
  const russia = { group: t('connections.groups.russia'), items: all.filter((kind) => RUSSIA.has(kind)).map(item) };
  const world = {
    group: t('connections.groups.world'),
    items: all.filter((kind) => !RUSSIA.has(kind) && !OWN.has(kind)).map(item),
  };
  return [
    { group: t('connections.groups.sip'), items: [item('sip-trunk')] },
    ...(locale.startsWith('ru') ? [russia, world] : [world, russia]),
    { group: t('connections.groups.own'), items: all.filter((kind) => OWN.has(kind)).map(item) },
  ];
}

/** One sentence on what such a connection is. */
export function aboutKind(kind: ConnectionKind, facts: OperatorFacts | undefined, t: TFunction): string {
  if (kind === 'sip-trunk' || kind === 'pbx' || kind === 'freeswitch') return t(`connections.aboutKind.${kind}`);
  return t(facts?.capabilities.asking === 'none' ? 'connections.aboutKind.tells' : 'connections.aboutKind.other');
}
