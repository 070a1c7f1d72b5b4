// Why a delivery or a destination is as it is, in words: those of the house, or those of its kind.
import type { TFunction } from 'i18next';

/** Codes of one kind of destination with their sentences, in the reader's language. */
export type OwnReasons = Readonly<Record<string, string>> | undefined;

/** A sentence, with what the far side said of it behind; a code without a sentence is shown as it is. */
export function reasonText(reason: string, own: OwnReasons, t: TFunction): string {
  const { code, detail } = parted(reason);
  const said = own?.[code] ?? houseReason(code, t) ?? code.replaceAll('-', ' ');
  return detail ? `${said} (${detail})` : said;
}

/** Undefined: it is no reason of the house. */
export function houseReason(code: string, t: TFunction): string | undefined {
  const status = /^http-(\d{3})$/.exec(code)?.[1];
  const keys = status ? [code, `http-${status[0]}`, 'http'] : [code];
  for (const key of keys) {
    // Codes come from the server, so the key cannot be checked beforehand.
    const said = t(`destinations.reason.${key}` as 'destinations.reason.http', { status, defaultValue: '' });
    if (said) return said;
  }
  return undefined;
}

/** `code: what the far side said` */
function parted(reason: string): { code: string; detail: string | null } {
  const [, code = reason, detail = null] = /^([a-z0-9-]+): (.+)$/s.exec(reason) ?? [];
  return { code, detail };
}
