// Russia's regions under one name each: as the visits' place databases spell them and as the numbering register writes them.

/**
 * [name; the register's words for it; how else DB-IP City Lite of June 2026 spells it, in all its `state1` of country
 * RU]. The register's words are how a name begins when the kind of region is taken out of it: "Ханты-Мансийский
 * автономный округ - Югра" begins with "ханты мансийский".
 */
const REGIONS: readonly (readonly [name: string, register: string, spellings: string])[] = [
  ['Adygea', 'адыгея', 'Adygeya Republic'],
  ['Altai Krai', 'алтайский', 'Altay Kray'],
  ['Altai Republic', 'алтай', 'Altai'],
  ['Amur Oblast', 'амурская', ''],
  ['Arkhangelsk Oblast', 'архангельская', 'Arkhangelskaya'],
  ['Astrakhan Oblast', 'астраханская', 'Astrakhan'],
  ['Bashkortostan', 'башкортостан', 'Bashkortostan Republic'],
  ['Belgorod Oblast', 'белгородская', ''],
  ['Bryansk Oblast', 'брянская', ''],
  ['Buryatia', 'бурятия', 'Buryatiya Republic'],
  ['Chechnya', 'чеченская|чечня', ''],
  ['Chelyabinsk Oblast', 'челябинская', 'Chelyabinsk'],
  ['Chukotka', 'чукотский', ''],
  ['Chuvashia', 'чувашская|чувашия', 'Chuvash Republic'],
  ['Crimea', 'крым', ''],
  ['Dagestan', 'дагестан', ''],
  ['Donetsk', 'донецкая', ''],
  ['Ingushetia', 'ингушетия', 'Ingushetiya Republic'],
  ['Irkutsk Oblast', 'иркутская', ''],
  ['Ivanovo Oblast', 'ивановская', 'Ivanovo'],
  ['Jewish Autonomous Oblast', 'еврейская', ''],
  ['Kabardino-Balkaria', 'кабардино балкарская|кабардино балкария', 'Kabardino-Balkariya Republic'],
  ['Kaliningrad Oblast', 'калининградская', 'Kaliningrad'],
  ['Kalmykia', 'калмыкия', 'Kalmykiya Republic'],
  ['Kaluga Oblast', 'калужская', 'Kaluga'],
  ['Kamchatka Krai', 'камчатский', 'Kamchatka'],
  ['Karachay-Cherkessia', 'карачаево черкесская|карачаево черкессия', 'Karachayevo-Cherkesiya Republic'],
  ['Karelia', 'карелия', ''],
  ['Kemerovo Oblast', 'кемеровская|кузбасс', 'Kuzbass'],
  ['Khabarovsk Krai', 'хабаровский', 'Khabarovsk'],
  ['Khakassia', 'хакасия', 'Khakasiya Republic'],
  ['Khanty-Mansia', 'ханты мансийский', ''],
  ['Kherson', 'херсонская', ''],
  ['Kirov Oblast', 'кировская', 'Kirov'],
  ['Komi', 'коми', ''],
  ['Kostroma Oblast', 'костромская', ''],
  ['Krasnodar Krai', 'краснодарский', 'Krasnodarskiy'],
  ['Krasnoyarsk Krai', 'красноярский', 'Krasnoyarskiy'],
  ['Kurgan Oblast', 'курганская', ''],
  ['Kursk Oblast', 'курская', 'Kursk'],
  ['Leningrad Oblast', 'ленинградская', "Leningradskaya Oblast'"],
  ['Lipetsk Oblast', 'липецкая', ''],
  ['Luhansk', 'луганская', ''],
  ['Magadan Oblast', 'магаданская', ''],
  ['Mari El', 'марий эл', 'Mariy-El Republic'],
  ['Mordovia', 'мордовия', 'Mordoviya Republic'],
  ['Moscow', 'москва', ''],
  ['Moscow Oblast', 'московская', ''],
  ['Murmansk Oblast', 'мурманская', 'Murmansk'],
  ['Nenets', 'ненецкий', ''],
  ['Nizhny Novgorod Oblast', 'нижегородская', ''],
  ['North Ossetia', 'северная осетия', 'North Ossetia–Alania'],
  ['Novgorod Oblast', 'новгородская', ''],
  ['Novosibirsk Oblast', 'новосибирская', ''],
  ['Omsk Oblast', 'омская', 'Omsk'],
  ['Orenburg Oblast', 'оренбургская', ''],
  ['Oryol Oblast', 'орловская', 'Orel Oblast'],
  ['Penza Oblast', 'пензенская', 'Penza'],
  ['Perm Krai', 'пермский', 'Perm'],
  ['Primorye', 'приморский', 'Primorskiy (Maritime) Kray'],
  ['Pskov Oblast', 'псковская', ''],
  ['Rostov Oblast', 'ростовская', 'Rostov'],
  ['Ryazan Oblast', 'рязанская', ''],
  ['Saint Petersburg', 'санкт петербург', 'St.-Petersburg'],
  ['Sakha', 'саха|якутия', ''],
  ['Sakhalin Oblast', 'сахалинская', ''],
  ['Samara Oblast', 'самарская', ''],
  ['Saratov Oblast', 'саратовская', 'Saratovskaya Oblast'],
  ['Sevastopol', 'севастополь', 'Sebastopol City'],
  ['Smolensk Oblast', 'смоленская', 'Smolensk|Smolenskaya Oblast’'],
  ['Stavropol Krai', 'ставропольский', 'Stavropol Kray'],
  ['Sverdlovsk Oblast', 'свердловская', 'Sverdlovsk'],
  ['Tambov Oblast', 'тамбовская', 'Tambov'],
  ['Tatarstan', 'татарстан', 'Tatarstan Republic'],
  ['Tomsk Oblast', 'томская', ''],
  ['Tula Oblast', 'тульская', 'Tula'],
  ['Tver Oblast', 'тверская', ''],
  ['Tyumen Oblast', 'тюменская', ''],
  ['Tyva', 'тыва', 'Tyva Republic'],
  ['Udmurtia', 'удмуртская|удмуртия', 'Udmurtiya Republic'],
  ['Ulyanovsk Oblast', 'ульяновская', 'Ulyanovsk'],
  ['Vladimir Oblast', 'владимирская', 'Vladimir'],
  ['Volgograd Oblast', 'волгоградская', ''],
  ['Vologda Oblast', 'вологодская', 'Vologda'],
  ['Voronezh Oblast', 'воронежская', 'Voronezj'],
  ['Yamalo-Nenets', 'ямало ненецкий', ''],
  ['Yaroslavl Oblast', 'ярославская', 'Jaroslavl'],
  ['Zabaykalsky Krai', 'забайкальский', 'Zabaykalskiy (Transbaikal) Kray|Transbaikal Territory'],
  ['Zaporizhzhia', 'запорожская', ''],
];

/**
 * Pairs whose mobile ranges the register gives to both together: a phone does not tell them apart, and an address hardly
 * (the place database has ten times as many of Moscow as of Moscow Oblast). For matching they are one.
 */
const ONE_FOR_MATCHING: ReadonlyMap<string, string> = new Map([
  ['Moscow Oblast', 'Moscow'],
  ['Leningrad Oblast', 'Saint Petersburg'],
  ['Nenets', 'Arkhangelsk Oblast'],
  ['Sevastopol', 'Crimea'],
]);

const BY_SPELLING = new Map<string, string>();
const BY_REGISTER = new Map<string, string>();
for (const [name, register, spellings] of REGIONS) {
  for (const spelling of [name, ...spellings.split('|')].filter((known) => known !== ''))
    for (const written of [spelling, spellingOf(spelling)]) BY_SPELLING.set(written, name); // as it is: found at once
  for (const words of register.split('|')) BY_REGISTER.set(words, name);
}
const KEYS = new Map([...BY_SPELLING].map(([spelling, name]) => [spelling, ONE_FOR_MATCHING.get(name) ?? name]));

/**
 * One string for a region, to be used on both sides wherever regions are compared: 'Krasnodarskiy' and 'Krasnodar Krai'
 * are one, Moscow and Moscow Oblast are one. A region of another country comes back as it is.
 */
export function regionKey<T extends string | null>(name: T): T | string {
  return name === null ? name : (KEYS.get(name) ?? KEYS.get(spellingOf(name)) ?? name);
}

/** The region's one name for people, whatever database spelled it: 'Voronezj' → 'Voronezh Oblast'. Others as they are. */
export function regionName(name: string): string {
  return BY_SPELLING.get(name) ?? BY_SPELLING.get(spellingOf(name)) ?? name;
}

/** Whether two people, databases or registers mean the same region: 'Воронежская область', 'Voronezj', 'Voronezh Oblast'. */
export function isSameRegion(one: string, other: string): boolean {
  const nameOf = (written: string) =>
    /[а-яё]/i.test(written) ? (russianRegion(written) ?? written) : regionName(written);
  return one.toLowerCase() === other.toLowerCase() || nameOf(one) === nameOf(other);
}

// All of Russia but some, or a part of it larger than a region.
const NATIONWIDE = /российская федерация|федеральный округ/i;

/**
 * The region of a range in the numbering register, by its name in `regionName`'s spelling; null where it is none, not
 * known, or several that a call can't be told to come from. Of two that are one for matching: that one. The first of the
 * texts that tells anything decides. Forms seen: 'Краснодарский край', 'Город Москва, Московская область', 'г. Москва и
 * Московская область', 'г. Улан - Удэ|Республика Бурятия', 'м.р-н Усть-Майский|Республика Саха (Якутия)', 'г. о. Самара,
 * Самарская обл.', '-'.
 */
export function russianRegion(...written: readonly string[]): string | null {
  for (const text of written) {
    if (NATIONWIDE.test(text)) return null;
    const names = namesIn(text);
    if (names.size > 0) return onlyOneOf(names);
  }
  return null;
}

/** Places are told from the smallest to the region by "|", several regions by a comma or "и". */
function namesIn(text: string): Set<string> {
  const places = text.split(',').flatMap((place) => place.slice(place.lastIndexOf('|') + 1).split(' и '));
  return new Set(places.map(registerName).filter((name) => name !== undefined));
}

function onlyOneOf(names: ReadonlySet<string>): string | null {
  const keys = new Set([...names].map(regionKey));
  const [name = null] = names.size === 1 ? names : keys;
  return keys.size === 1 ? name : null;
}

const KINDS = new Set(['область', 'обл', 'край', 'республика', 'респ', 'автономный', 'автономная', 'ао']);
const WORDS_OF_KIND = new Set([...KINDS, 'округ', 'народная', 'город', 'г', 'гфз']);
const LONGEST_NAME = 2; // words

function registerName(place: string): string | undefined {
  const words =
    place
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[а-я]+/g) ?? [];
  const ofRegion = words.some((word) => KINDS.has(word));
  const own = words.filter((word) => !WORDS_OF_KIND.has(word));
  for (let length = Math.min(LONGEST_NAME, own.length); length > 0; length--) {
    const name = BY_REGISTER.get(own.slice(0, length).join(' '));
    // An adjective alone may be a district: "Приморский р-н" is not "Приморский край".
    if (name && (ofRegion || !/ск(ий|ая)$/.test(own[length - 1]!))) return name;
  }
  return undefined;
}

/** Case, accents and signs that spellings differ by are taken away. */
function spellingOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’′]/g, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
