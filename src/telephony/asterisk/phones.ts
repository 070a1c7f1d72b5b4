// Agents' phones as Asterisk knows them: an endpoint for each, named after the agent, so that a channel's name tells
// whom it rings; what to dial for some of them; and the accounts that phones register with.
import type { Phone, PlanTarget } from '../../core/routing/plan.ts';
import type { Trunk } from './configuration.ts';
import { agentContext } from './dialplan-phones.ts';

/** How one agent is reached. `password` of a phone registered with us. */
export type AgentPhone = {
  agentId: string;
  siteId: string;
  phone: Phone;
  password: string | null;
  extension: string | null;
};
/** Names of the endpoints that Asterisk has now. */
export type PhoneBook = { endpoints: ReadonlySet<string> };

const short = (connectionId: string) => connectionId.slice(-12);

/** Name of an agent's endpoint; `via`: the connection through which a phone number is called. */
export function agentEndpoint(agentId: string, via: string | null = null): string {
  return via ? `agent-${agentId}-via-${short(via)}` : `agent-${agentId}`;
}

/** The agent that a channel rings; undefined: it rings none. */
export function agentOfChannel(channel: string): string | undefined {
  return /^PJSIP\/agent-(.+?)(?:-via-[^-]+)?-[0-9a-f]{8,}$/.exec(channel)?.[1];
}

/** What to dial for an agent's phone and how: by itself, or as a phone that is registered here; undefined: no way. */
function deviceOf(
  target: PlanTarget,
  { book, connectionId }: { book: PhoneBook; connectionId: string | null },
): { endpoint: string; direct: string | null } | undefined {
  const { id, phone } = target;
  if (phone.kind === 'registered') return { endpoint: id, direct: null };
  const via = phone.kind === 'number' ? (phone.connectionId ?? connectionId) : null;
  const name = agentEndpoint(id, via);
  const endpoint = name.slice('agent-'.length);
  if (book.endpoints.has(name)) return { endpoint, direct: `PJSIP/${name}` };
  // An agent so new that Asterisk does not know it yet is rung at its address.
  return phone.kind === 'sip' && isPlainUri(phone.uri) ? { endpoint, direct: `PJSIP/targets/${phone.uri}` } : undefined;
}

/**
 * What Dial() is given for these targets. Where several phones ring and each is to be asked for a key, and for a phone
 * that may be registered from several places, each rings through a Local channel of its own (dt-phone): there one that
 * is answered but not accepted does not silence the others. '': none of them can be rung.
 */
export function dialString({
  targets,
  asksKey,
  book,
  connectionId,
}: {
  targets: readonly PlanTarget[];
  /** whoever answers is asked for a key */
  asksKey: boolean;
  book: PhoneBook;
  connectionId: string | null;
}): string {
  const devices = targets.flatMap((target) => deviceOf(target, { book, connectionId }) ?? []);
  const isLocal = devices.some(({ direct }) => !direct) || (asksKey && devices.length > 1);
  return devices
    .map(({ endpoint, direct }) =>
      isLocal ? `Local/${endpoint}@${direct ? 'dt-phone' : 'dt-registered'}` : (direct ?? ''),
    )
    .join('&');
}

// '&' and ',' would end the address inside Dial().
function isPlainUri(uri: string): boolean {
  return /^sips?:[^\s&,|$"()]+$/.test(uri);
}

/** Words that a login can't be: sections of our own bear them. */
export function isLoginFree(login: string): boolean {
  return !/^(targets|udp|tcp|leg|phone|global|system|(trunk|line|out|client|agent)-.*)$/.test(login);
}

/** The endpoints of all phones, by their names, as sections of pjsip.conf; two of one login: the first has it. */
export function phoneSections(phones: readonly AgentPhone[], trunks: readonly Trunk[]): Map<string, string> {
  const sections = new Map<string, string>();
  const add = (name: string, text: string) => sections.has(name) || sections.set(name, text);
  for (const { agentId, siteId, phone, password } of phones) {
    const name = agentEndpoint(agentId);
    if (phone.kind === 'sip' && isPlainUri(phone.uri)) add(name, atAddress(name, phone.uri));
    if (phone.kind === 'number')
      for (const trunk of trunks)
        if (trunk.out && (phone.connectionId === null || phone.connectionId === trunk.id))
          add(agentEndpoint(agentId, trunk.id), through(agentEndpoint(agentId, trunk.id), phone.e164, trunk));
    if (phone.kind === 'registered' && password && isLoginFree(phone.login) && !sections.has(phone.login)) {
      add(phone.login, account(phone.login, password, siteId));
      add(name, `[${name}](leg)\ncontext = from-targets\naors = ${phone.login}\nsend_pai = yes\n`);
    }
  }
  return sections;
}

function atAddress(name: string, uri: string): string {
  return `[${name}](leg)\ncontext = from-targets\naors = ${name}\nsend_pai = yes\n[${name}]\ntype = aor\ncontact = ${value(uri)}\n`;
}

// As outSection in configuration.ts; the operator is told who calls in From and P-Asserted-Identity.
function through(name: string, e164: string, { id, out }: Trunk): string {
  if (!out) return '';
  const auth = out.user ? `outbound_auth = out-${short(id)}-auth\n` : '';
  const server = out.uri.replace(/^sip:([^@]*@)?/, '');
  const domain = server.replace(/:\d+$/, '');
  return `[${name}](leg)\ncontext = from-targets\naors = ${name}\nsend_pai = yes\nfrom_domain = ${value(domain)}\n${auth}[${name}]\ntype = aor\ncontact = ${value(`sip:${e164}@${server}`)}\n`;
}

const CONTACTS = 5; // a desk phone, a soft phone at work and one at home, and what a restart leaves behind
const QUALIFY_SECONDS = 30;

function account(login: string, password: string, siteId: string): string {
  return `[${login}](leg)
identify_by = username
context = ${agentContext(siteId)}
auth = ${login}
aors = ${login}
[${login}]
type = auth
auth_type = userpass
username = ${login}
password = ${value(password)}
[${login}]
type = aor
max_contacts = ${CONTACTS}
remove_existing = yes
remove_unavailable = yes
qualify_frequency = ${QUALIFY_SECONDS}
support_path = yes
`;
}

/** In Asterisk's files ';' begins a comment, and a line ends a value. */
export function value(text: string): string {
  return text.replace(/\p{Cc}/gu, '').replaceAll(';', '\\;');
}
