// Writes the configuration folder of one Asterisk: everything it reads is made here, nothing is taken from /etc.
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SystemUser } from '../../machine/system-user.ts';
import type { AsteriskInstall } from './install.ts';
import { MODULES } from './modules.ts';

/** How calls go out through an operator: its server, 'sip:operator.example:5060', and what it knows us by. */
export type WayOut = { uri: string; user: string | null; password: string | null };
export type Trunk = { id: string; addresses: readonly string[]; out?: WayOut | undefined };
export type AsteriskSettings = {
  /** prefix of every call id of this engine; unique among the nodes that share a database */
  name: string;
  runDir: string;
  sip: { address: string; port: number; externalAddress?: string | undefined };
  rtp: { first: number; last: number };
  /** loopback port of the HTTP interface (ARI) */
  httpPort: number;
  ariPassword: string;
  trunks: readonly Trunk[];
  extensions: string;
  /** further sections of pjsip.conf */
  endpoints?: string;
};

/** What a changed file needs: nothing, a reload of dialplan and trunks, or a new start of the engine. */
export type Change = 'none' | 'reload' | 'restart';

// A call has two legs, a leg two ports (RTP and RTCP), and calls that end keep theirs a moment longer. Calls beyond that
// are refused at once, so that the operator
// can try elsewhere, instead of failing half-way.
const PORTS_PER_CALL = 6;

/** How many calls there may be at one time. */
export function maxCalls({ first, last }: { first: number; last: number }): number {
  return Math.floor((last - first + 1) / PORTS_PER_CALL);
}

/** Folders of a running engine, below its run folder. */
export function engineFolders(runDir: string) {
  const at = (name: string) => path.join(runDir, name);
  return {
    etc: at('etc'),
    lib: at('lib'),
    spool: at('spool'),
    log: at('log'),
    run: at('run'),
    keys: at('keys'),
    journal: path.join(at('log'), 'cel.ndjson'),
    security: path.join(at('log'), 'security'),
  };
}

/** Writes what differs from the files on disk and tells what the engine must do to follow. */
export function writeConfiguration(
  settings: AsteriskSettings,
  install: AsteriskInstall,
  user: SystemUser | undefined,
): Change {
  const folders = engineFolders(settings.runDir);
  for (const dir of [
    settings.runDir,
    folders.etc,
    folders.lib,
    folders.spool,
    folders.log,
    folders.run,
    folders.keys,
    path.join(folders.keys, 'keys'),
  ]) {
    mkdirSync(dir, { recursive: true, mode: 0o750 });
    if (user) chownSync(dir, user.uid, user.gid);
  }
  const changed = Object.entries(files(settings, install)).filter(([name, text]) =>
    writeIfChanged({ file: path.join(folders.etc, name), text, user }),
  );
  if (changed.length === 0) return 'none';
  const reloadable = new Set(['extensions.conf', 'pjsip-trunks.conf']);
  return changed.every(([name]) => reloadable.has(name)) ? 'reload' : 'restart';
}

function writeIfChanged({ file, text, user }: { file: string; text: string; user: SystemUser | undefined }): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  writeFileSync(`${file}.new`, text, { mode: 0o640 });
  if (user) chownSync(`${file}.new`, user.uid, user.gid);
  renameSync(`${file}.new`, file);
  return true;
}

function files(settings: AsteriskSettings, install: AsteriskInstall): Record<string, string> {
  const empty = ['acl', 'ccss', 'features', 'pjproject', 'udptl', 'websocket_client', 'manager'].map((name) => [
    `${name}.conf`,
    '',
  ]);
  return {
    ...Object.fromEntries(empty), // without these files their modules log errors
    'asterisk.conf': asteriskConf(settings, install),
    'modules.conf': `[modules]\nautoload = no\n${MODULES.map((name) => `load = ${name}.so`).join('\n')}\n`,
    // JSON lines, so that refusals of strangers can be counted by their reason
    'logger.conf':
      '[general]\ndateformat = %F %T.%3q\n[logfiles]\nmessages => notice,warning,error\nsecurity => [json]security\n',
    'http.conf': `[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = ${settings.httpPort}\nsessionlimit = 500\n`,
    'ari.conf': `[general]\nenabled = yes\nwebsocket_write_timeout = 1000\n[dialtrace]\ntype = user\nread_only = no\npassword = ${settings.ariPassword}\n`,
    'rtp.conf': `[general]\nrtpstart = ${settings.rtp.first}\nrtpend = ${settings.rtp.last}\nicesupport = no\nstrictrtp = yes\n`,
    'cdr.conf': '[general]\nenable = no\n',
    // no "apps" line: without APP events it would disable CEL altogether
    'cel.conf':
      '[general]\nenable = yes\nevents = CHAN_START,ANSWER,HANGUP,LINKEDID_END,USER_DEFINED\ndateformat = %s.%6q\n',
    'cel_custom.conf': `[${engineFolders(settings.runDir).journal}]\nformat = json\nfields = EventType,EventTime(double),LinkedID,UniqueID,ChanName,Num,Exten,EventExtra\n`,
    'indications.conf': INDICATIONS,
    'pjsip.conf': pjsipConf(settings),
    'pjsip-trunks.conf': settings.trunks.flatMap((trunk) => [trunkSection(trunk), outSection(trunk)]).join('\n'),
    'extensions.conf': settings.extensions,
  };
}

function asteriskConf(settings: AsteriskSettings, install: AsteriskInstall): string {
  const folders = engineFolders(settings.runDir);
  return `[directories]
astetcdir => ${folders.etc}
astmoddir => ${install.moduleDir}
astvarlibdir => ${folders.lib}
astdbdir => ${folders.lib}
astkeydir => ${folders.keys}
astdatadir => ${install.dataDir}
astspooldir => ${folders.spool}
astrundir => ${folders.run}
astlogdir => ${folders.log}
[options]
systemname = ${settings.name}
verbose = 1
timestamp = yes
documentation_language = en_US
transmit_silence = yes
maxcalls = ${maxCalls(settings.rtp)}
`;
}

function pjsipConf({ sip, endpoints = '' }: AsteriskSettings): string {
  const outside = sip.externalAddress
    ? `external_media_address = ${sip.externalAddress}\nexternal_signaling_address = ${sip.externalAddress}\n`
    : '';
  const transport = (protocol: string) =>
    `[${protocol}]\ntype = transport\nprotocol = ${protocol}\nbind = ${sip.address}:${sip.port}\n${outside}`;
  return `[global]
type = global
user_agent = Dialtrace
[system]
type = system
timer_t1 = 500
timer_b = 32000
${transport('udp')}${transport('tcp')}
; rtp_timeout ends a call whose far side has vanished without a word
[leg](!)
type = endpoint
transport = udp
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
`;
}

/** Name of a trunk's endpoint, and so the start of its channels' names. */
export function trunkName(id: string): string {
  return `trunk-${id.slice(-12)}`;
}

function trunkSection(trunk: Trunk): string {
  const name = trunkName(trunk.id);
  const matches = trunk.addresses.map((address) => `match = ${address}`).join('\n');
  if (!matches) return '';
  return `[${name}](leg)\ncontext = from-trunk\ntrust_id_inbound = yes\n[${name}-from]\ntype = identify\nendpoint = ${name}\n${matches}\n`;
}

/** Name of the endpoint that calls go out through. */
export function outName(id: string): string {
  return `out-${id.slice(-12)}`;
}

// Nobody calls in through it: what comes from the operator meets the trunk's own endpoint.
function outSection({ id, out }: Trunk): string {
  if (!out) return '';
  const name = outName(id);
  const domain = out.uri.replace(/^sip:([^@]*@)?/, '').replace(/:\d+$/, '');
  const auth = out.user
    ? `[${name}-auth]\ntype = auth\nauth_type = userpass\nusername = ${value(out.user)}\npassword = ${value(out.password ?? '')}\n`
    : '';
  return `[${name}](leg)\ncontext = from-targets\nsend_pai = yes\nfrom_domain = ${value(domain)}\n${auth ? `outbound_auth = ${name}-auth\n` : ''}${auth}`;
}

// In Asterisk's files ';' begins a comment, and a line ends a value.
function value(text: string): string {
  return text.replace(/\p{Cc}/gu, '').replaceAll(';', '\\;');
}

const INDICATIONS = `[general]
country = us
[us]
description = United States
ringcadence = 2000,4000
ring = 440+480/2000,0/4000
busy = 480+620/500,0/500
congestion = 480+620/250,0/250
`;
