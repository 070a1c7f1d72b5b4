// Names of telephony operators as contracts and registers write them: compared without what is only form.

const LEGAL_FORMS = new Set([
  ...['ооо', 'оао', 'зао', 'пао', 'нао', 'ао', 'ип', 'ано', 'гуп', 'муп', 'фгуп', 'тоо'],
  ...[
    'llc',
    'ltd',
    'limited',
    'inc',
    'corp',
    'co',
    'company',
    'plc',
    'gmbh',
    'ag',
    'sa',
    'sas',
    'srl',
    'spa',
    'bv',
    'nv',
  ],
  ...['oy', 'ab', 'as', 'jsc', 'pjsc', 'ojsc', 'cjsc', 'ooo', 'pao', 'zao', 'oao', 'ao'],
]);
const LONG_FORMS =
  /общество с ограниченной ответственностью|(?:(?:публичное|открытое|закрытое|непубличное) )?акционерное общество|индивидуальный предприниматель/g;

/** Whether two names mean the same operator: 'ООО «Ромашка-Телеком»' and 'Ромашка Телеком', 'Acme, Ltd.' and 'ACME'. */
export function isSameOperator(one: string, other: string): boolean {
  return bareName(one) === bareName(other);
}

function bareName(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\b(\p{L})\.(?=\p{L}\.)/gu, '$1') // S.A. → SA.
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
    .replace(LONG_FORMS, ' ')
    .split(' ')
    .filter(Boolean);
  const bare = words.filter((word) => !LEGAL_FORMS.has(word));
  return (bare.length > 0 ? bare : words).join(' '); // an operator that is called "AS" has a name all the same
}
