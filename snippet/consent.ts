// What the page's consent platform says of this person, and what their browser says for them. Only in dt-full.js.
type TcData = {
  gdprApplies?: boolean;
  eventStatus?: string;
  purpose: { consents: Record<number, boolean> };
};

declare global {
  interface Window {
    google_tag_data?: { ics: { entries: Record<string, { default?: boolean; update?: boolean }> } };
    __tcfapi?(command: string, version: number, callback: (data: TcData | null) => void): void;
    ym?: unknown;
  }
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}

/** Is consent given, by what the platform knows now? Undefined or thrown: it knows nothing yet. */
export type Ask = () => boolean | undefined;

/** By the values of data-consent. */
export const PLATFORMS: Record<string, Ask> = {
  // Google Consent Mode v2 (developers.google.com/tag-platform/security/guides/consent), by the state that Google's tag
  // keeps (Microsoft's UET and Clarity read it too). A visitor id (analytics_storage) that finds the ad which made the
  // phone ring (ad_storage): none of the two may be denied. What the site does not set is not denied.
  google() {
    const stateOf = (name: string) => {
      const entry = window.google_tag_data!.ics.entries[name];
      return entry?.update ?? entry?.default;
    };
    const ad = stateOf('ad_storage');
    const analytics = stateOf('analytics_storage');
    return (ad ?? analytics) && (analytics ?? ad);
  },

  // IAB Europe, Transparency & Consent Framework v2.2 (CMP API v2: addEventListener, TCData). Purposes: 1 store and access
  // information on a device, 7 measure advertising performance. While the platform asks, what was said before holds.
  tcf() {
    if (!isHeard)
      window.__tcfapi!('addEventListener', 2, (data) => {
        if (data?.gdprApplies === false) tcfState = true;
        else if (data && data.eventStatus !== 'cmpuishown')
          tcfState = !!(data.purpose.consents[1] && data.purpose.consents[7]);
      });
    isHeard = true;
    return tcfState;
  },

  // Metrica has no consent mode. Yandex has sites load its counter after the consent only (yandex.com/support/metrica,
  // general/notification), and switch it off by window.disableYaCounterXXXXXX (general/user-opt-out).
  yandex() {
    for (const name in window) if (/^disableYaC/.test(name) && window[name]) return false;
    return !!window.ym || undefined;
  },
};

let isHeard = false;
let tcfState: boolean | undefined;

/** Does the browser send one of the signals that the owner counts as a refusal (`signals`: gpc, dnt)? */
export const refusesBySignal = (signals: string | undefined): boolean =>
  (/gpc/.test(signals!) && navigator.globalPrivacyControl) || (/dnt/.test(signals!) && navigator.doNotTrack === '1');
