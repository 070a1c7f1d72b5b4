// The dialplan: Asterisk asks one question per call and carries out the answer alone. Without an answer in 2 s it takes
// the plan that lies on its disk for the dialled number. It never needs us again during the call; a caller who waits in
// a queue is asked about at each turn, and goes on without us if we don't answer.
//
// Facts are left in the journal (CEL) as user events; journal.ts says what each means. What the caller sends reaches a
// URL only through URIENCODE and file names only through FILTER.
import { answering, phones } from './dialplan-phones.ts';
import { placing } from './dialplan-placing.ts';
import { steps } from './dialplan-steps.ts';
import { CALL_SECONDS, RING_SECONDS } from './outbound.ts';

export type DialplanOptions = {
  /** loopback address with a secret path, e.g. http://127.0.0.1:5088/SECRET */
  offerUrl: string;
  recordingsDir: string;
  plansDir: string;
  /** where sounds lie, `<id>.wav` */
  soundsDir: string;
  /** of test calls: where they are recorded, where those in flight are marked, where their tones lie */
  checks: { recordings: string; marks: string; tones: string };
  /** whom a phone registered with us may call: extensions of agents of its own site */
  extensions: readonly Extension[];
};
export type Extension = { siteId: string; extension: string; endpoint: string; registered: boolean };

// As long as a test call can be under way and a little more.
const MARK_SECONDS = RING_SECONDS + CALL_SECONDS + 8;
/** Fewer digits in a To header are no number, but a login. */
const NUMBER_DIGITS = 5;

/** extensions.conf */
export function dialplan(options: DialplanOptions): string {
  const { offerUrl, recordingsDir, plansDir, soundsDir, checks } = options;
  return `
[globals]
DT_OFFER=${offerUrl}/offer
DT_QUEUES=${offerUrl}/queue
DT_RECORDINGS=${recordingsDir}
DT_PLANS=${plansDir}
DT_SOUNDS=${soundsDir}
DT_CHECKS=${checks.recordings}
DT_MARKS=${checks.marks}
DT_TONES=${checks.tones}

[from-trunk]
; at least two characters, so that the special extensions (h, i, t, s) are never matched
exten => _[+0-9a-zA-Z].,1,Set(DT_DID=\${EXTEN})
 same => n,Goto(dt-call,s,1)

[from-line]
; an operator that we register with: it calls the name we registered, and says in To which number was dialled
exten => _[+0-9a-zA-Z].,1,Set(DT_DID=\${EXTEN})
 same => n,Set(TO=\${PJSIP_HEADER(read,To)})
 same => n,Set(TO=\${CUT(TO,@,1)})
 same => n,Set(TO=\${FILTER(+0-9,\${CUT(TO,:,2)})})
 same => n,ExecIf($["\${EXTEN}" = "\${DT_LOGIN}" & \${LEN(\${TO})} >= ${NUMBER_DIGITS}]?Set(DT_DID=\${TO}))
 same => n,CELGenUserEvent(DT_OFFERED,\${FILTER(+0-9a-zA-Z,\${DT_DID})}|\${FILTER(+0-9a-zA-Z,\${CALLERID(num)})})
 same => n,Goto(dt-call,s,1)

[dt-call]
exten => s,1,Set(CHANNEL(hangup_handler_push)=dt-end,s,1)
 same => n,Set(__DT_CALL=\${CHANNEL(linkedid)})
 same => n,Set(__DT_CALLER=\${CHANNEL(name)})
 same => n,Set(CURLOPT(conntimeout)=1)
 same => n,Set(CURLOPT(httptimeout)=2)
 same => n,Set(PLAN=\${CURL(\${DT_OFFER}?call=\${URIENCODE(\${DT_CALL})}&did=\${URIENCODE(\${DT_DID})}&caller=\${URIENCODE(\${CALLERID(num)})}&at=\${STRFTIME(,,%s.%3q)})})
 same => n,GotoIf($["\${JSON_DECODE(PLAN,plan)}" = "1"]?dt-plan,run,1)
 same => n,Goto(dt-down,s,1)

[dt-down]
; Dialtrace did not answer. A test call that it has left in flight must not ring the business: a mark for this number that
; is not older than such a call can be names the callers it may come from. Cause 34 is SIP 503: an edge brings it to another
; node, and without one nobody blames the number.
exten => s,1,Set(MARK=\${DT_MARKS}/\${FILTER(0-9,\${DT_DID})})
 same => n,Set(CALLER=\${FILTER(0-9,\${CALLERID(num)})})
 same => n,GotoIf($["\${CALLER}" = "" | "\${STAT(e,\${MARK})}" != "1"]?plan)
 same => n,GotoIf($[\${EPOCH} - 0\${STAT(M,\${MARK})} > ${MARK_SECONDS}]?plan)
 same => n,ExecIf(\${REGEX(" \${CALLER} " \${FILE(\${MARK})})}?Hangup(34))
; Else: the plan kept on disk for this number, else the house's default
 same => n(plan),CELGenUserEvent(DT_DOWN)
 same => n,Set(FILE=\${DT_PLANS}/\${FILTER(0-9,\${DT_DID})}.json)
 same => n,ExecIf($["\${STAT(e,\${FILE})}" != "1"]?Set(FILE=\${DT_PLANS}/default.json))
 same => n,GotoIf($["\${STAT(e,\${FILE})}" != "1"]?none)
 same => n,Set(PLAN=\${FILE(\${FILE})})
 same => n,Goto(dt-plan,run,1)
 same => n(none),Hangup(1)
${steps()}
${answering()}
${placing()}
${phones(options.extensions)}
[dt-check-out]
; the calling end of a test call, once it is answered
exten => start,1,Set(TIMEOUT(absolute)=${CALL_SECONDS})
 same => n,MixMonitor(,r(\${DT_CHECKS}/\${DT_CHECK}-back.raw))
 same => n,Playback(\${DT_TONES}/there)
 same => n,Hangup(16)

[dt-end]
; however the call ends
exten => s,1,Gosub(dt-voicemail,s,1)
 same => n,GotoIf($["\${DT_FILE}" = ""]?done)
 same => n,StopMixMonitor()
 same => n,CELGenUserEvent(DT_RECORDED,\${DT_FILE})
 same => n(done),Return()

[from-targets]
exten => _[+0-9a-zA-Z].,1,Hangup(21)
`;
}
