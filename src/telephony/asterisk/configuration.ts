// Writes the configuration folder of one Asterisk: everything it reads is made here, nothing is taken from /etc.
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SystemUser } from '../../machine/system-user.ts';
import type { AsteriskInstall } from './install.ts';
import { MODULES } from './modules.ts';
import { DEFAULT_MUSIC } from './music.ts';
import { type AgentPhone, phoneSections } from './phones.ts';
import { pjsipConf, trunkSections } from './pjsip.ts';

/** How calls go out through an operator: its server, 'sip:operator.example:5060', and what it knows us by. */
export type WayOut = { uri: string; user: string | null; password: string | null };
/** Where we register to be called through an operator; it calls `user` and says in To which number was dialled. */
export type Registration = { uri: string; user: string; password: string };
export type Trunk = {
  id: string;
  addresses: readonly string[];
  out?: WayOut | undefined;
  register?: Registration | null | undefined;
};
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
  phones?: readonly AgentPhone[];
  extensions: string;
  /** music for those who wait: the folder of our own, and sounds by their names */
  music?: { folder: string; sounds: ReadonlyMap<string, string> };
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
  const reloadable = new Set(['extensions.conf', 'pjsip-trunks.conf', 'pjsip-phones.conf', 'musiconhold.conf']);
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
  const empty = ['acl', 'ccss', 'pjproject', 'udptl', 'websocket_client', 'manager'].map((name) => [
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
    'ari.conf': `[general]\nenabled = yes\nwebsocket_write_timeout = 1000\nchannelvars = DT_CALL\n[dialtrace]\ntype = user\nread_only = no\npassword = ${settings.ariPassword}\n`,
    'rtp.conf': `[general]\nrtpstart = ${settings.rtp.first}\nrtpend = ${settings.rtp.last}\nicesupport = no\nstrictrtp = yes\n`,
    'cdr.conf': '[general]\nenable = no\n',
    // no "apps" line: without APP events it would disable CEL altogether
    'cel.conf': '[general]\nenable = yes\nevents = CHAN_START,HANGUP,LINKEDID_END,USER_DEFINED\ndateformat = %s.%6q\n',
    'cel_custom.conf': `[${engineFolders(settings.runDir).journal}]\nformat = json\nfields = EventType,EventTime(double),LinkedID,UniqueID,ChanName,Num,Exten,EventExtra\n`,
    'indications.conf': INDICATIONS,
    // *1 at the agent's phone; 'peer': the dialplan runs at the caller's end, where the recording is
    'features.conf':
      '[general]\nfeaturedigittimeout = 1000\n[applicationmap]\ndt-pause => *1,peer,Gosub(dt-pause,s,1)\n',
    'musiconhold.conf': musicConf(settings),
    'pjsip.conf': pjsipConf(settings),
    'pjsip-trunks.conf': trunkSections(settings.trunks).join('\n'),
    'pjsip-phones.conf': [...phoneSections(settings.phones ?? [], settings.trunks).values()].join('\n'),
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

function musicConf({ music }: AsteriskSettings): string {
  if (!music) return '[general]\n';
  const own = `[${DEFAULT_MUSIC}]\nmode = files\ndirectory = ${music.folder}\n`;
  const given = [...music.sounds].map(([name, file]) => `[${name}]\nmode = playlist\nentry = ${file}\n`);
  return `[general]\n${[own, ...given].join('')}`;
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
