// A form with a file: RFC 7578.

type File = { field: string; name: string; type: string; bytes: Uint8Array };

/** `mark`: what stands in no file; what is no text is JSON. */
export function formOf(
  fields: Readonly<Record<string, unknown>>,
  { field, name, type, bytes }: File,
  mark: string,
): { body: Uint8Array; type: string } {
  const boundary = `dialtrace-${mark}`;
  const parts = Object.entries(fields).map(
    ([key, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(parts.join('') + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
