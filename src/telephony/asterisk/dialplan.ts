// The dialplan: Asterisk asks one question per call and carries out the answer alone. Without an answer in 2 s it takes
// the plan that lies on its disk for the dialled number. It never needs us again during the call.
import { CALL_SECONDS, RING_SECONDS } from './outbound.ts';

export type DialplanOptions = {
  /** loopback address with a secret path, e.g. http://127.0.0.1:5088/SECRET */
  offerUrl: string;
  recordingsDir: string;
  plansDir: string;
  /** of test calls: where they are recorded, where those in flight are marked, where their tones lie */
  checks: { recordings: string; marks: string; tones: string };
};

/** The longest plan document the dialplan can hold: Set() substitutes into 8,192 bytes. */
export const PLAN_BYTES_LIMIT = 6000;
// As long as a test call can be under way and a little more.
const MARK_SECONDS = RING_SECONDS + CALL_SECONDS + 8;
const STEPS_LIMIT = 40; // a guard against a plan without an end, far above what a person would wait through

/**
 * extensions.conf. Facts are left in the journal (CEL) as user events: DT_RECORD, DT_RING step|target,
 * DT_STEP step|DIALSTATUS|cause, DT_DOWN, DT_RECORDED file.
 * What the caller sends reaches the URL only through URIENCODE and file names only through FILTER.
 */
export function dialplan({ offerUrl, recordingsDir, plansDir, checks }: DialplanOptions): string {
  return `
[globals]
DT_OFFER=${offerUrl}/offer
DT_RECORDINGS=${recordingsDir}
DT_PLANS=${plansDir}
DT_CHECKS=${checks.recordings}
DT_MARKS=${checks.marks}
DT_TONES=${checks.tones}

[from-trunk]
; at least two characters, so that the special extensions (h, i, t, s) are never matched
exten => _[+0-9a-zA-Z].,1,Set(CHANNEL(hangup_handler_push)=dt-end,s,1)
 same => n,Set(DT_CALL=\${CHANNEL(linkedid)})
 same => n,Set(DT_DID=\${EXTEN})
 same => n,Set(CURLOPT(conntimeout)=1)
 same => n,Set(CURLOPT(httptimeout)=2)
 same => n,Set(PLAN=\${CURL(\${DT_OFFER}?call=\${URIENCODE(\${DT_CALL})}&did=\${URIENCODE(\${DT_DID})}&caller=\${URIENCODE(\${CALLERID(num)})}&at=\${STRFTIME(,,%s.%3q)})})
 same => n,GotoIf($["\${JSON_DECODE(PLAN,plan)}" = "1"]?dt-plan,run,1)
 same => n,Goto(dt-down,s,1)

[dt-down]
; Dialtrace did not answer. A test call that it has left in flight must not ring the business: a mark for this number that
; is not older than such a call can be names the callers it may come from.
exten => s,1,Set(MARK=\${DT_MARKS}/\${FILTER(0-9,\${DT_DID})})
 same => n,Set(CALLER=\${FILTER(0-9,\${CALLERID(num)})})
 same => n,GotoIf($["\${CALLER}" = "" | "\${STAT(e,\${MARK})}" != "1"]?plan)
 same => n,GotoIf($[\${EPOCH} - 0\${STAT(M,\${MARK})} > ${MARK_SECONDS}]?plan)
 same => n,ExecIf(\${REGEX(" \${CALLER} " \${FILE(\${MARK})})}?Hangup(21))
; Else: the plan kept on disk for this number, else the house's default
 same => n(plan),CELGenUserEvent(DT_DOWN)
 same => n,Set(FILE=\${DT_PLANS}/\${FILTER(0-9,\${DT_DID})}.json)
 same => n,ExecIf($["\${STAT(e,\${FILE})}" != "1"]?Set(FILE=\${DT_PLANS}/default.json))
 same => n,GotoIf($["\${STAT(e,\${FILE})}" != "1"]?none)
 same => n,Set(PLAN=\${FILE(\${FILE})})
 same => n,Goto(dt-plan,run,1)
 same => n(none),Hangup(1)

[dt-plan]
exten => run,1,GotoIf($["\${JSON_DECODE(PLAN,record)}" != "1"]?begin)
 same => n,Set(DT_FILE=\${DT_RECORDINGS}/\${DT_CALL}.raw)
 same => n,MixMonitor(\${DT_FILE},bD)
 same => n,CELGenUserEvent(DT_RECORD)
 same => n(begin),Set(I=0)
 same => n(next),GotoIf($[\${I} > ${STEPS_LIMIT}]?none)
 same => n,Set(DO=\${JSON_DECODE(PLAN,steps.\${I}.do)})
 same => n,GotoIf($["\${DO}" = "dial"]?dial)
 same => n,GotoIf($["\${DO}" = "hangup"]?hangup)
 same => n,GotoIf($["\${DO}" = "check"]?check)
 same => n(none),Hangup(\${IF($["\${DIALSTATUS}" = "BUSY"]?17:19)})
 same => n(hangup),Hangup(\${JSON_DECODE(PLAN,steps.\${I}.cause)})
 same => n(dial),CELGenUserEvent(DT_RING,\${I}|\${JSON_DECODE(PLAN,steps.\${I}.target)})
 same => n,Dial(\${JSON_DECODE(PLAN,steps.\${I}.to)},\${JSON_DECODE(PLAN,steps.\${I}.seconds)},g)
 same => n,CELGenUserEvent(DT_STEP,\${I}|\${DIALSTATUS}|\${HANGUPCAUSE})
 same => n,GotoIf($["\${DIALSTATUS}" = "ANSWER"]?talked)
 same => n,Set(I=$[\${I} + 1])
 same => n,Goto(next)
 same => n(talked),Hangup(16)
 same => n(check),Set(TIMEOUT(absolute)=${CALL_SECONDS})
 same => n,Answer()
 same => n,MixMonitor(,r(\${DT_CHECKS}/\${JSON_DECODE(PLAN,steps.\${I}.check)}-there.raw))
 same => n,Playback(\${DT_TONES}/back)
 same => n,Hangup(16)

[dt-check-out]
; the calling end of a test call, once it is answered
exten => start,1,Set(TIMEOUT(absolute)=${CALL_SECONDS})
 same => n,MixMonitor(,r(\${DT_CHECKS}/\${DT_CHECK}-back.raw))
 same => n,Playback(\${DT_TONES}/there)
 same => n,Hangup(16)

[dt-end]
exten => s,1,GotoIf($["\${DT_FILE}" = ""]?done)
 same => n,StopMixMonitor()
 same => n,CELGenUserEvent(DT_RECORDED,\${DT_FILE})
 same => n(done),Return()

[from-targets]
exten => _[+0-9a-zA-Z].,1,Hangup(21)
`;
}
