// Where a caller came from, as CRMs have places for it.
import type { Told } from '../../told.ts';

export type SourceFields = { source: string; medium: string; campaign: string; content: string; term: string };

/** The likeliest source; '' where nothing is known. */
export function sourceFieldsOf({ call, visit }: Told): SourceFields {
  const said = call?.attribution?.campaign;
  return {
    ...{ source: said?.source ?? '', medium: said?.medium ?? '', campaign: said?.campaign ?? '' },
    ...{ content: (said && visit?.content) || '', term: (said && call?.attribution?.term) || '' },
  };
}

/** For people, with how sure it is: "yandex / cpc / spring · 97 %"; '' where nothing is known. */
export function sourceWords(told: Told): string {
  const attribution = told.call?.attribution;
  const { source, medium, campaign } = sourceFieldsOf(told);
  const words = [source, medium, campaign].filter(Boolean).join(' / ') || attribution?.channel?.channel;
  const probability = attribution?.campaign?.probability ?? attribution?.channel?.probability;
  return words && probability !== undefined ? `${words} · ${Math.round(probability * 100)} %` : '';
}
