// The part of the dialplan at the agents' end: what a person hears who answers, the key that takes the call, the pause of
// the recording, and what phones registered with us may dial.
import type { Extension } from './dialplan.ts';

/** The whisper is said so often, and so long is waited for the key each time. */
const ACCEPT_TRIES = 3;
const ACCEPT_SECONDS = 4;
const EXTENSION_SECONDS = 60;

/** Contexts that run on the channels of agents' phones. */
export function answering(): string {
  const whisper = `\${DT_SOUNDS}/\${DT_WHISPER}`;
  const isThere = `$["\${STAT(e,${whisper}.wav)}" = "1"]`;
  // The caller has hung up, or another agent has taken the call.
  const isGone = `$["\${IMPORT(\${DT_CALLER},CHANNEL(hangupsource))}" != "" | "\${SHARED(DT_TOOK,\${DT_CALLER})}" = "1"]`;
  return `
[dt-answer]
; A phone was answered. The caller hears ringing or music on until its person has taken the call: by the key, where one
; is asked for, else by not hanging up during the whisper. A person who hangs up has declined.
exten => s,1,Set(CHANNEL(hangup_handler_push)=dt-answer-end,s,1)
 same => n,Set(DYNAMIC_FEATURES=dt-pause)
 same => n,Set(GOSUB_RESULT=CONTINUE)
 same => n,GotoIf($["\${DT_KEY}" != ""]?key)
 same => n,ExecIf(${isThere}?Playback(${whisper}))
 same => n,Goto(take)
 same => n(key),Set(TRY=0)
 same => n(ask),Set(TRY=$[\${TRY} + 1])
 same => n,Set(KEY=)
 same => n,Read(KEY,\${IF(${isThere}?${whisper})},1,e,1,${ACCEPT_SECONDS})
 same => n,GotoIf(${isGone}?gone)
 same => n,GotoIf($["\${KEY}" = "\${DT_KEY}"]?take)
 same => n,GotoIf($[\${TRY} < ${ACCEPT_TRIES}]?ask)
 same => n,CELGenUserEvent(DT_DECLINED)
 same => n,Goto(gone)
 same => n(take),GotoIf(${isGone}?gone)
 same => n,Set(SHARED(DT_TOOK,\${DT_CALLER})=1)
 same => n,CELGenUserEvent(DT_TOOK)
 same => n,ExecIf($["\${DT_QUEUE}" != ""]?CELGenUserEvent(DT_LEFT,\${DT_STEP}|answered))
 same => n,Set(GOSUB_RESULT=)
 same => n(gone),Set(DT_OVER=1)
 same => n,Return()

[dt-answer-end]
exten => s,1,GotoIf($["\${DT_OVER}" = "1"]?done)
 same => n,ExecIf($["\${CHANNEL(hangupsource)}" = "\${CHANNEL(name)}"]?CELGenUserEvent(DT_DECLINED))
 same => n(done),Return()

[dt-pause]
; The agent pressed *1 (features.conf): runs on the channel that is recorded. In a pause nothing is written, so the file
; goes on where it stopped: its samples are the talk from DT_TOOK on without what lies between each DT_PAUSED and its
; DT_RESUMED, each edge right within some 50 ms.
exten => s,1,GotoIf($["\${DT_FILE}" = ""]?done)
 same => n,GotoIf($["\${DT_PAUSING}" = "1"]?resume)
 same => n,StopMixMonitor()
 same => n,Set(DT_PAUSING=1)
 same => n,CELGenUserEvent(DT_PAUSED)
 same => n,Return()
 same => n(resume),Set(DT_PAUSING=0)
 same => n,MixMonitor(\${DT_FILE},abD)
 same => n,CELGenUserEvent(DT_RESUMED)
 same => n(done),Return()

; Phones that ring together while each asks its own person: the caller is bridged with the one that takes the call.
[dt-phone]
exten => _[0-9a-zA-Z].,1,Dial(PJSIP/agent-\${EXTEN},,gU(dt-answer))
 same => n,Hangup(\${IF(\${HANGUPCAUSE}?\${HANGUPCAUSE}:19)})
; a phone registered with us, wherever it is registered from
[dt-registered]
exten => _[0-9a-zA-Z].,1,Set(TO=\${PJSIP_DIAL_CONTACTS(agent-\${EXTEN})})
 same => n,GotoIf($["\${TO}" = ""]?away)
 same => n,Dial(\${TO},,gU(dt-answer))
 same => n,Hangup(\${IF(\${HANGUPCAUSE}?\${HANGUPCAUSE}:19)})
 same => n(away),Hangup(20)
`;
}

/** Contexts for calls from phones registered with us: colleagues of the same site by their extension, and nobody else. */
export function phones(extensions: readonly Extension[]): string {
  const bySite = Map.groupBy(extensions, ({ siteId }) => siteId);
  const contexts = [...bySite].map(
    ([siteId, of]) => `[${agentContext(siteId)}]\n${of.map(lineFor).join('\n')}\ninclude => from-agents\n`,
  );
  return `${contexts.join('')}
[from-agents]
exten => _[+*0-9a-zA-Z].,1,Hangup(21)
`;
}

/** Name of the context that the phones of a site's agents call into. */
export function agentContext(siteId: string): string {
  return `from-agents-${siteId.slice(-12)}`;
}

function lineFor({ extension, endpoint, registered }: Extension): string {
  const to = registered ? `\${PJSIP_DIAL_CONTACTS(${endpoint})}` : `PJSIP/${endpoint}`;
  return `exten => ${extension},1,Set(TO=${to})
 same => n,ExecIf($["\${TO}" != ""]?Dial(\${TO},${EXTENSION_SECONDS}))
 same => n,Hangup(20)`;
}
