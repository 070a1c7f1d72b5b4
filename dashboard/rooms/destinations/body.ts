// The body of a request or an answer as people read it: JSON in lines, a form field by field, anything else as it is.

const FORM = /^[\w.~%+\-[\]*]+=[^\s&]*(&[\w.~%+\-[\]*]+=[^\s&]*)*$/;

export function prettyBody(body: string): string {
  const text = body.trim();
  if (/^[[{]/.test(text)) return inLines(text) ?? body;
  if (FORM.test(text)) return [...new URLSearchParams(text)].map(([name, value]) => `${name} = ${value}`).join('\n');
  return body;
}

/** Null: it is no JSON, or was cut. */
function inLines(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
