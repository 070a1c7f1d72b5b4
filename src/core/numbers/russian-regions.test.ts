import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regionKey, regionName, russianRegion } from './russian-regions.ts';

/** Every `state1` of country RU in DB-IP City Lite of June 2026, but two of Ukraine. */
const DB_IP =
  `Adygeya Republic|Altai|Altay Kray|Amur Oblast|Arkhangelsk Oblast|Arkhangelskaya|Astrakhan|Astrakhan Oblast
Bashkortostan Republic|Belgorod Oblast|Bryansk Oblast|Buryatiya Republic|Chechnya|Chelyabinsk|Chukotka|Chuvash Republic
Chuvashia|Crimea|Dagestan|Ingushetiya Republic|Irkutsk Oblast|Ivanovo|Ivanovo Oblast|Jaroslavl|Jewish Autonomous Oblast
Kabardino-Balkariya Republic|Kaliningrad|Kaliningrad Oblast|Kalmykiya Republic|Kaluga|Kaluga Oblast|Kamchatka
Karachayevo-Cherkesiya Republic|Karelia|Kemerovo Oblast|Khabarovsk|Khakasiya Republic|Khanty-Mansia|Kirov|Kirov Oblast
Komi|Kostroma Oblast|Krasnodar Krai|Krasnodarskiy|Krasnoyarsk Krai|Krasnoyarskiy|Kurgan Oblast|Kursk|Kursk Oblast
Kuzbass|Leningradskaya Oblast'|Lipetsk Oblast|Magadan Oblast|Mariy-El Republic|Mordoviya Republic|Moscow|Moscow Oblast
Murmansk|Nenets|Nizhny Novgorod Oblast|North Ossetia|North Ossetia–Alania|Novgorod Oblast|Novosibirsk Oblast|Omsk
Omsk Oblast|Orel Oblast|Orenburg Oblast|Oryol oblast|Penza|Penza Oblast|Perm|Perm Krai|Primorskiy (Maritime) Kray
Primorye|Pskov Oblast|Rostov|Ryazan Oblast|Sakha|Sakhalin Oblast|Samara Oblast|Saratov Oblast|Saratovskaya Oblast
Sebastopol City|Smolensk|Smolensk Oblast|Smolenskaya Oblast’|St.-Petersburg|Stavropol Krai|Stavropol Kray
Stavropol’ Kray|Sverdlovsk|Sverdlovsk Oblast|Tambov|Tambov Oblast|Tatarstan Republic|Tomsk Oblast
Transbaikal Territory|Tula|Tula Oblast|Tver Oblast|Tver’ Oblast|Tyumen Oblast|Tyumen’ Oblast|Tyva Republic
Udmurtiya Republic|Ulyanovsk|Vladimir|Vladimir Oblast|Volgograd Oblast|Vologda|Vologda Oblast|Voronezh Oblast|Voronezj
Yamalo-Nenets|Yaroslavl Oblast|Zabaykalskiy (Transbaikal) Kray`.split(/[|\n]/);

/** Of each region, a form that the register writes it in. */
const REGISTER = `Республика Адыгея (Адыгея)|Алтайский край|Республика Алтай|Амурская область|Архангельская область
Астраханская область|Республика Башкортостан|Белгородская область|Брянская область|Республика Бурятия
Чеченская Республика|Челябинская область|Чукотский автономный округ|Чувашская Республика - Чувашия|Республика Крым
Республика Дагестан|Республика Ингушетия|Иркутская область|Ивановская область|Еврейская автономная область
Кабардино-Балкарская Республика|Калининградская область|Республика Калмыкия|Калужская область|Камчатский край
Карачаево-Черкесская Республика|Республика Карелия|Кемеровская область - Кузбасс|Хабаровский край|Республика Хакасия
Ханты-Мансийский автономный округ - Югра|Кировская область|Республика Коми|Костромская область|Краснодарский край
Красноярский край|Курганская область|Курская область|Ленинградская область|Липецкая область|Магаданская область
Республика Марий Эл|Республика Мордовия|Город Москва|Московская область|Мурманская область|Ненецкий автономный округ
Нижегородская область|Республика Северная Осетия - Алания|Новгородская область|Новосибирская область|Омская область
Оренбургская область|Орловская область|Пензенская область|Пермский край|Приморский край|Псковская область
Ростовская область|Рязанская область|Город Санкт-Петербург|Республика Саха (Якутия)|Сахалинская область
Самарская область|Саратовская область|Город Севастополь|Смоленская область|Ставропольский край|Свердловская область
Тамбовская область|Республика Татарстан (Татарстан)|Томская область|Тульская область|Тверская область
Тюменская область|Республика Тыва|Удмуртская Республика|Ульяновская область|Владимирская область
Волгоградская область|Вологодская область|Воронежская область|Ямало-Ненецкий автономный округ|Ярославская область
Забайкальский край`.split(/[|\n]/);

test('every region of Russia that a visit may come from can be the region of a phone, and the other way round', () => {
  assert.equal(REGISTER.length, 85);
  const ofVisits = new Set(DB_IP.map(regionName));
  const ofPhones = new Set(REGISTER.map((written) => russianRegion(written) ?? written));
  assert.deepEqual([...ofVisits].sort(), [...ofPhones].sort());
});

test('a region is one, however it is spelled', () => {
  for (const [one, other] of [
    ['Krasnodarskiy', 'Krasnodar Krai'],
    ['Voronezj', 'Voronezh Oblast'],
    ['Kuzbass', 'Kemerovo Oblast'],
    ['Tver’ Oblast', "Tver' Oblast"],
    ['Oryol oblast', 'Orel Oblast'],
    ['Primorskiy (Maritime) Kray', 'Primorye'],
  ] as const)
    assert.equal(regionKey(one), regionKey(other));
  assert.notEqual(regionKey('Altai'), regionKey('Altay Kray'));
  assert.notEqual(regionKey('Omsk'), regionKey('Tomsk Oblast'));
});

test('regions that share their mobile ranges are one for matching, and two for people', () => {
  for (const [one, other] of [
    ['Moscow', 'Moscow Oblast'],
    ['St.-Petersburg', "Leningradskaya Oblast'"],
    ['Crimea', 'Sebastopol City'],
    ['Arkhangelskaya', 'Nenets'],
  ] as const) {
    assert.equal(regionKey(one), regionKey(other));
    assert.notEqual(regionName(one), regionName(other));
  }
});

test('a region that is not Russian, and none, stay what they are', () => {
  for (const name of ['Bavaria', 'Almaty', 'Île-de-France', '北海道', ''])
    assert.deepEqual([regionKey(name), regionName(name)], [name, name]);
  assert.equal(regionKey(null), null);
});

test('the register’s ways to write a region are understood', () => {
  for (const [written, name] of [
    ['Ростовская обл.', 'Rostov Oblast'],
    ['г. Москва и Московская область', 'Moscow'],
    ['Москва и Московская область', 'Moscow'],
    ['Город Москва, Московская область', 'Moscow'],
    ['г.о. Химки|Московская обл.', 'Moscow Oblast'],
    ['Город Санкт-Петербург, Ленинградская область', 'Saint Petersburg'],
    ['г. Санкт - Петербург', 'Saint Petersburg'],
    ['г. Севастополь и Республика Крым', 'Crimea'],
    ['Архангельская область и Ненецкий АО', 'Arkhangelsk Oblast'],
    ['г. Улан - Удэ|Республика Бурятия', 'Buryatia'],
    ['г. Норильск|Таймырский Долгано-Ненецкий р-н|Красноярский край', 'Krasnoyarsk Krai'],
    ['р-ны Абзелиловский и Белорецкий|Республика Башкортостан', 'Bashkortostan'],
    ['г. о. Самара, Самарская обл.', 'Samara Oblast'],
    ['Республика Саха /Якутия/', 'Sakha'],
    ['Республика Удмуртская', 'Udmurtia'],
    ['Ханты - Мансийский - Югра АО', 'Khanty-Mansia'],
    ['Ямало-Ненецкий АО', 'Yamalo-Nenets'],
    ['Кемеровская область - Кузбасс обл.', 'Kemerovo Oblast'],
    ['г. Москва (Новомосковский)', 'Moscow'],
  ] as const)
    assert.equal(russianRegion(written), name, written);
});

test('a range of all of Russia, of several regions or of an unnamed one has no region', () => {
  for (const written of [
    '',
    '-',
    'Российская Федерация',
    'Российская Федерация, за исключением Чеченской Республики, Республики Крым и города Севастополь',
    'Уральский федеральный округ, Приволжский федеральный округ',
    'Красноярский край, Республика Хакасия',
    'Приморский р-н', // of Saint Petersburg, of Arkhangelsk … : not Приморский край
    'п. Октябрьский',
    'Город Байконур',
  ])
    assert.equal(russianRegion(written), null, written);
});
