// pjsip.conf: who may call in and as whom calls go out. Endpoints are known by the address their SIP comes from, or, those
// of phones and of operators we register with, by their name and a password: a name alone opens nothing.
import type { AsteriskSettings, Trunk } from './configuration.ts';
import { value } from './phones.ts';

/** The main file; trunks and phones come from files of their own that change while calls go on. */
export function pjsipConf({ sip, endpoints = '' }: AsteriskSettings): string {
  const outside = sip.externalAddress
    ? `external_media_address = ${sip.externalAddress}\nexternal_signaling_address = ${sip.externalAddress}\n`
    : '';
  const transport = (protocol: string) =>
    `[${protocol}]\ntype = transport\nprotocol = ${protocol}\nbind = ${sip.address}:${sip.port}\n${outside}`;
  return `[global]
type = global
user_agent = Dialtrace
; by address first: a caller whose number looks like a phone's login is a caller
endpoint_identifier_order = ip,username
[system]
type = system
timer_t1 = 500
timer_b = 32000
${transport('udp')}${transport('tcp')}
; rtp_timeout ends a call whose far side has vanished without a word
[leg](!)
type = endpoint
transport = udp
; never by the name in From, which anybody can write
identify_by = ip
disallow = all
allow = alaw,ulaw,g722,opus
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
dtmf_mode = rfc4733
rtp_timeout = 60
timers = no
[targets](leg)
context = from-targets
from_domain = ${sip.externalAddress ?? sip.address}
send_pai = yes
${endpoints}
#include pjsip-trunks.conf
#include pjsip-phones.conf
`;
}

/** Name of a trunk's endpoint, and so the start of its channels' names. */
export function trunkName(id: string): string {
  return `trunk-${id.slice(-12)}`;
}

/** Name of the endpoint of an operator that we register with: its calls say in To which number was dialled. */
export function lineName(id: string): string {
  return `line-${id.slice(-12)}`;
}

/** Name of the endpoint that test calls go out through. */
export function outName(id: string): string {
  return `out-${id.slice(-12)}`;
}

/** Name of the endpoint that clients are called through. */
export function clientName(id: string): string {
  return `client-${id.slice(-12)}`;
}

/** All that a file of trunks holds. */
export function trunkSections(trunks: readonly Trunk[]): string[] {
  return trunks.flatMap((trunk) => [trunkSection(trunk), lineSection(trunk), outSection(trunk)]);
}

function trunkSection({ id, addresses, register }: Trunk): string {
  const matches = addresses.map((address) => `match = ${address}`).join('\n');
  if (!matches || register) return '';
  const name = trunkName(id);
  return `[${name}](leg)\ncontext = from-trunk\ntrust_id_inbound = yes\n[${name}-from]\ntype = identify\nendpoint = ${name}\n${matches}\n`;
}

// An operator that restarts may forget us: until the next renewal its calls find nobody.
const REGISTRATION_SECONDS = 120;
// A router before us forgets a way that UDP has not used for half a minute, and the operator's calls with it.
const QUALIFY_SECONDS = 25;

// `line`: the registered contact carries a token that calls bring back, so that they are known without an address.
function lineSection({ id, addresses, register }: Trunk): string {
  if (!register) return '';
  const name = lineName(id);
  const user = value(register.user);
  const server = value(register.uri.replace(/^sip:([^@]*@)?/, ''));
  const matches = addresses.map((address) => `match = ${address}`).join('\n');
  return `[${name}](leg)
context = from-line
aors = ${name}
trust_id_inbound = yes
set_var = DT_LOGIN=${user}
[${name}]
type = aor
contact = sip:${server}
qualify_frequency = ${QUALIFY_SECONDS}
[${name}-auth]
type = auth
auth_type = userpass
username = ${user}
password = ${value(register.password)}
[${name}-registration]
type = registration
transport = udp
server_uri = sip:${server}
client_uri = sip:${user}@${server}
contact_user = ${user}
outbound_auth = ${name}-auth
line = yes
endpoint = ${name}
expiration = ${REGISTRATION_SECONDS}
retry_interval = 20
forbidden_retry_interval = 120
fatal_retry_interval = 120
max_retries = 100000
${matches ? `[${name}-from]\ntype = identify\nendpoint = ${name}\n${matches}\n` : ''}`;
}

// Nobody calls in through these: what comes from the operator meets the trunk's own endpoint.
function outSection({ id, out }: Trunk): string {
  if (!out) return '';
  const domain = out.uri.replace(/^sip:([^@]*@)?/, '').replace(/:\d+$/, '');
  const auth = `${outName(id)}-auth`;
  const ways = [outName(id), clientName(id)].map(
    (name) =>
      `[${name}](leg)\ncontext = from-targets\nsend_pai = yes\nfrom_domain = ${value(domain)}\n${out.user ? `outbound_auth = ${auth}\n` : ''}`,
  );
  const account = out.user
    ? `[${auth}]\ntype = auth\nauth_type = userpass\nusername = ${value(out.user)}\npassword = ${value(out.password ?? '')}\n`
    : '';
  return `${ways.join('')}${account}`;
}
