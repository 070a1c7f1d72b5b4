// What time it is where a phone is from: zones of Russia's regions (tz database 2025b, zone1970.tab) and of countries with
// one zone, or with one that nearly everybody lives in.

const ZONES: Readonly<Record<string, readonly string[]>> = {
  'Europe/Kaliningrad': ['Kaliningrad Oblast'],
  'Europe/Samara': ['Samara Oblast', 'Udmurtia'],
  'Europe/Saratov': ['Saratov Oblast'],
  'Europe/Ulyanovsk': ['Ulyanovsk Oblast'],
  'Europe/Astrakhan': ['Astrakhan Oblast'],
  'Asia/Yekaterinburg': [
    ...['Bashkortostan', 'Chelyabinsk Oblast', 'Khanty-Mansia', 'Kurgan Oblast', 'Orenburg Oblast', 'Perm Krai'],
    ...['Sverdlovsk Oblast', 'Tyumen Oblast', 'Yamalo-Nenets'],
  ],
  'Asia/Omsk': ['Omsk Oblast'],
  'Asia/Barnaul': ['Altai Krai', 'Altai Republic'],
  'Asia/Novokuznetsk': ['Kemerovo Oblast'],
  'Asia/Krasnoyarsk': ['Khakassia', 'Krasnoyarsk Krai', 'Tyva'],
  'Asia/Novosibirsk': ['Novosibirsk Oblast'],
  'Asia/Tomsk': ['Tomsk Oblast'],
  'Asia/Irkutsk': ['Buryatia', 'Irkutsk Oblast'],
  'Asia/Chita': ['Zabaykalsky Krai'],
  'Asia/Yakutsk': ['Amur Oblast', 'Sakha'],
  'Asia/Vladivostok': ['Jewish Autonomous Oblast', 'Khabarovsk Krai', 'Primorye'],
  'Asia/Magadan': ['Magadan Oblast'],
  'Asia/Sakhalin': ['Sakhalin Oblast'],
  'Asia/Kamchatka': ['Kamchatka Krai'],
  'Asia/Anadyr': ['Chukotka'],
};
const OF_REGION = new Map(Object.entries(ZONES).flatMap(([zone, regions]) => regions.map((region) => [region, zone])));

const OF_COUNTRY: Readonly<Record<string, string>> = {
  ...{ AM: 'Asia/Yerevan', AZ: 'Asia/Baku', BY: 'Europe/Minsk', GE: 'Asia/Tbilisi', KG: 'Asia/Bishkek' },
  ...{ KZ: 'Asia/Almaty', MD: 'Europe/Chisinau', TJ: 'Asia/Dushanbe', TM: 'Asia/Ashgabat', UA: 'Europe/Kyiv' },
  ...{ UZ: 'Asia/Tashkent', AT: 'Europe/Vienna', BE: 'Europe/Brussels', BG: 'Europe/Sofia', CH: 'Europe/Zurich' },
  ...{ CZ: 'Europe/Prague', DE: 'Europe/Berlin', DK: 'Europe/Copenhagen', EE: 'Europe/Tallinn', FI: 'Europe/Helsinki' },
  ...{ FR: 'Europe/Paris', GB: 'Europe/London', GR: 'Europe/Athens', HU: 'Europe/Budapest', IE: 'Europe/Dublin' },
  ...{ IL: 'Asia/Jerusalem', IN: 'Asia/Kolkata', IT: 'Europe/Rome', LT: 'Europe/Vilnius', LV: 'Europe/Riga' },
  ...{ NL: 'Europe/Amsterdam', NO: 'Europe/Oslo', PL: 'Europe/Warsaw', RO: 'Europe/Bucharest', RS: 'Europe/Belgrade' },
  ...{ SE: 'Europe/Stockholm', TR: 'Europe/Istanbul', AE: 'Asia/Dubai', CN: 'Asia/Shanghai', JP: 'Asia/Tokyo' },
};

/**
 * The zone of a phone by its country (ISO 3166-1) and, in Russia, by its region as core/numbers/russian-regions.ts names them;
 * null: not known, or the country has several.
 */
export function timeZoneOf(country: string | null, region: string | null): string | null {
  if (country === 'RU') return region === null ? null : (OF_REGION.get(region) ?? 'Europe/Moscow');
  return country === null ? null : (OF_COUNTRY[country] ?? null);
}
