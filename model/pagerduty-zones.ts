import type { Finding } from './finding';
import { reportFinding } from './finding';
import { messages } from './messages';
import { UTC } from './time-zone';

/** The zones of PagerDuty schedules, by region: a closed list that is shorter than the IANA database. */
const zonesByRegion: Readonly<Record<string, string>> = {
  Africa: 'Algiers Cairo Casablanca Harare Johannesburg Monrovia Nairobi',
  America:
    'Argentina/Buenos_Aires Bogota Caracas Chicago Chihuahua Denver Godthab Guatemala Guyana Halifax Indiana/Indianapolis Juneau La_Paz Lima ' +
    'Los_Angeles Mazatlan Mexico_City Monterrey Montevideo New_York Phoenix Puerto_Rico Regina Santiago Sao_Paulo St_Johns Tijuana',
  Asia:
    'Almaty Baghdad Baku Bangkok Chongqing Colombo Dhaka Hong_Kong Irkutsk Jakarta Jerusalem Kabul Kamchatka Karachi Kathmandu Kolkata ' +
    'Krasnoyarsk Kuala_Lumpur Kuwait Magadan Muscat Novosibirsk Rangoon Riyadh Seoul Shanghai Singapore Srednekolymsk Taipei Tashkent ' +
    'Tbilisi Tehran Tokyo Ulaanbaatar Urumqi Vladivostok Yakutsk Yekaterinburg Yerevan',
  Atlantic: 'Azores Cape_Verde South_Georgia',
  Australia: 'Adelaide Brisbane Darwin Hobart Melbourne Perth Sydney',
  Etc: 'GMT+12 UTC',
  Europe:
    'Amsterdam Athens Belgrade Berlin Bratislava Brussels Bucharest Budapest Copenhagen Dublin Helsinki Istanbul Kaliningrad Kiev Lisbon ' +
    'Ljubljana London Madrid Minsk Moscow Paris Prague Riga Rome Samara Sarajevo Skopje Sofia Stockholm Tallinn Vienna Vilnius Volgograd ' +
    'Warsaw Zagreb Zurich',
  Pacific: 'Apia Auckland Chatham Fakaofo Fiji Guadalcanal Guam Honolulu Majuro Midway Noumea Pago_Pago Port_Moresby Tongatapu',
};

export const pagerDutyZones: readonly string[] = Object.entries(zonesByRegion).flatMap(([region, cities]) =>
  cities.split(' ').map((city) => `${region}/${city}`),
);

/**
 * Zones that PagerDuty lacks and the listed one that always shows the same time: UTC is listed under its other name, and
 * Vietnam, like Thailand, is 7 hours ahead of UTC all year.
 */
const sameClock: Readonly<Record<string, string>> = { [UTC]: 'Etc/UTC', 'Asia/Ho_Chi_Minh': 'Asia/Bangkok' };

/** A finding when PagerDuty has no zone that shows the same time. */
export function checkPagerDutyZone(where: string, zone: string): Finding[] {
  return pagerDutyZones.includes(sameClock[zone] ?? zone) ? [] : [messages.pagerZone(where, zone, pagerDutyZones)];
}

/** The zone as PagerDuty names it. An unknown one is a finding. */
export function pagerDutyZone(where: string, zone: string): string {
  for (const finding of checkPagerDutyZone(where, zone)) return reportFinding(finding, 'Etc/UTC');
  return sameClock[zone] ?? zone;
}
