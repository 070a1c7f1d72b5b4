// What spreadsheets write, told apart: how a CSV file's letters are encoded and what parts its cells.

/** Reads UTF-8 (with or without a BOM), else Windows-1251: what a Russian spreadsheet saves as plain "CSV". */
export function textOfFile(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return new TextDecoder('windows-1251').decode(file);
  }
}

/** Comma, semicolon or tab: as the header is. */
export function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
