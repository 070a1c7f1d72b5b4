// What the form says of the mail server and of who gets letters.

export type Settings = Readonly<Record<string, string>>;
export type Security = 'starttls' | 'tls' | 'none';

/** RFC 6409, RFC 8314. */
const PORTS: Record<Security, number> = { starttls: 587, tls: 465, none: 25 };

export function serverOf({ host = '', port, security }: Settings): { host: string; port: number; security: Security } {
  const known = security === 'tls' || security === 'none' ? security : 'starttls';
  return { host, port: Number(port) || PORTS[known], security: known };
}

/** Each once, in order. */
export const recipientsOf = ({ to = '' }: Settings): string[] => [...new Set(to.split(/\s+/).filter(Boolean))];
