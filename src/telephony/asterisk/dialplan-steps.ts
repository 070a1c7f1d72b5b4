// The part of the dialplan that carries out a plan's steps (core/routing/plan.ts), a graph whose edges are indices. PLAN is the
// plan as plans.ts writes it, I the step that is being carried out, REC whether the talk is to be recorded.
import { CALL_SECONDS } from './outbound.ts';
import { LEAVE_KEYS, leaveContext } from './plans.ts';

const STEPS_LIMIT = 100; // a guard against a plan without an end, far above what a person would wait through
/** So long must nothing be heard for a message to be over. */
const SILENCE_SECONDS = 5;
/** A shorter message says nothing: half a second of 16-bit samples at 8 kHz. */
const MESSAGE_BYTES = 8000;
/** Asterisk waits for our answer about a waiting caller; we hold it for HOLD_MS (offer.ts) at most. */
const QUEUE_ASK_SECONDS = 4;
/** A caller who may leave by a key is asked about so often: a key that comes while we are asked is lost. */
const KEY_SECONDS = 0.5;
/** After the words that tell the position, for a key begun while they were said. */
const LATE_KEY_SECONDS = 0.2;
/** Alone with a waiting caller and nobody to ring: looks again. */
const ALONE_SECONDS = 2;

const at = (field: string) => `\${JSON_DECODE(PLAN,steps.\${I}.${field})}`;
const soundAt = (field: string) => `Set(FILE=\${DT_SOUNDS}/${at(field)})`;
const IS_THERE = `$["\${STAT(e,\${FILE}.wav)}" = "1"]`;
/** A sound that is missing is skipped: the question is asked in silence. */
const read = (seconds: string) => `Read(KEY,\${IF(${IS_THERE}?\${FILE})},1,e,1,${seconds})`;
const TOOK = `$["\${DIALSTATUS}" = "ANSWER" & "\${SHARED(DT_TOOK)}" = "1"]`;
// A phone that was answered but took nothing leaves ANSWER for a status.
const STATUS = `\${IF($["\${DIALSTATUS}" = "ANSWER"]?DECLINED:\${DIALSTATUS})}`;
// Of several Local channels each has asked its own person already (dialplan-phones.ts).
const ASKING = `\${IF($["\${TO:0:5}" != "Local"]?U(dt-answer))}`;

/** Contexts dt-plan, dt-step and what they need. */
export function steps(): string {
  return `
[dt-plan]
exten => run,1,Set(REC=\${JSON_DECODE(PLAN,record)})
 same => n,Set(COUNT=0)
 same => n,Set(I=0)
 same => n,Goto(dt-step,go,1)

[dt-step]
exten => go,1,Set(COUNT=$[\${COUNT} + 1])
 same => n,GotoIf($[\${COUNT} > ${STEPS_LIMIT}]?end,1)
 same => n,Set(DO=${at('do')})
 same => n,GotoIf($["\${DO}" != ""]?\${DO},1:end,1)
exten => next,1,Set(I=${at('next')})
 same => n,GotoIf($["\${I}" != ""]?go,1:end,1)
exten => else,1,Set(I=${at('else')})
 same => n,GotoIf($["\${I}" != ""]?go,1:end,1)
; nowhere to go on: the call ends as its last attempt ended
exten => end,1,Hangup(\${IF($["\${DIALSTATUS}" = "BUSY"]?17:19)})
exten => talked,1,Hangup(16)
exten => hangup,1,Hangup(${at('cause')})

exten => dial,1,Gosub(dt-record,s,1)
 same => n,Set(TO=${at('to')})
 same => n,Gosub(dt-ask,s,1)
 same => n,Set(__DT_QUEUE=)
 same => n,CELGenUserEvent(DT_RING,\${I}|${at('target')})
 same => n,Set(DIALSTATUS=CHANUNAVAIL)
 same => n,GotoIf($["\${TO}" = ""]?over)
; a caller who is on the line already hears no ringing but ours
 same => n,Dial(\${TO},${at('seconds')},g\${IF($["\${CHANNEL(state)}" = "Up"]?r)}${ASKING})
 same => n,GotoIf(${TOOK}?took)
 same => n(over),CELGenUserEvent(DT_STEP,\${I}|${STATUS}|\${HANGUPCAUSE})
 same => n,Goto(else,1)
 same => n(took),CELGenUserEvent(DT_STEP,\${I}|ANSWER|\${HANGUPCAUSE})
 same => n,Goto(talked,1)

exten => play,1,${soundAt('sound')}
 same => n,GotoIf(${IS_THERE}?:next,1)
 same => n,Answer()
 same => n,Playback(\${FILE})
 same => n,CELGenUserEvent(DT_PLAYED,\${I}|${at('what')})
 same => n,Goto(next,1)

; without the digit the call goes on unrecorded; so it does where the question can't be asked
exten => consent,1,${soundAt('sound')}
 same => n,Answer()
 same => n,Set(KEY=)
 same => n,GotoIf(${IS_THERE}?:asked)
 same => n,${read(at('seconds'))}
 same => n(asked),Set(GIVEN=$["\${KEY}" = "${at('digit')}"])
 same => n,CELGenUserEvent(DT_CONSENT,\${GIVEN})
 same => n,GotoIf(\${GIVEN}?next,1)
 same => n,Set(REC=0)
 same => n,StopMixMonitor()
 same => n,Set(DT_FILE=)
 same => n,Goto(next,1)

exten => menu,1,${soundAt('sound')}
 same => n,Answer()
 same => n,Set(TRY=0)
 same => n(ask),Set(TRY=$[\${TRY} + 1])
 same => n,Set(KEY=)
 same => n,${read(at('seconds'))}
 same => n,CELGenUserEvent(DT_KEY,\${I}|\${KEY})
 same => n,Set(TO=\${JSON_DECODE(PLAN,steps.\${I}.on.k\${KEY})})
 same => n,GotoIf($["\${TO}" != ""]?found)
 same => n,GotoIf($[\${TRY} < ${at('tries')}]?ask:else,1)
 same => n(found),Set(I=\${TO})
 same => n,Goto(go,1)

; The message is written as it is spoken: raw, 16-bit little-endian, 8 kHz, one channel. What was said before a crash stays.
exten => voicemail,1,${soundAt('sound')}
 same => n,Answer()
 same => n,ExecIf(${IS_THERE}?Playback(\${FILE}))
 same => n,Playback(\${DT_TONES}/beep)
 same => n,Set(DT_MESSAGE=\${DT_RECORDINGS}/\${DT_CALL}-voicemail-\${I}.raw)
 same => n,Record(\${DT_MESSAGE},${SILENCE_SECONDS},${at('seconds')},kq)
 same => n,Gosub(dt-voicemail,s,1)
 same => n,Goto(next,1)

exten => callback,1,CELGenUserEvent(DT_CALLBACK)
 same => n,${soundAt('sound')}
 same => n,Answer()
 same => n,ExecIf(${IS_THERE}?Playback(\${FILE}))
 same => n,Goto(next,1)

exten => check,1,Set(TIMEOUT(absolute)=${CALL_SECONDS})
 same => n,Answer()
 same => n,MixMonitor(,r(\${DT_CHECKS}/${at('check')}-there.raw))
 same => n,Playback(\${DT_TONES}/back)
 same => n,Hangup(16)
${queue()}
[dt-record]
; Begins the recording before the first talk. It writes while two are talking only, and in the caller's time: what lies
; in the file is the talk without its pauses, joined (dt-pause).
exten => s,1,GotoIf($["\${REC}" != "1" | "\${DT_FILE}" != ""]?done)
 same => n,Set(DT_FILE=\${DT_RECORDINGS}/\${DT_CALL}.raw)
 same => n,MixMonitor(\${DT_FILE},bD)
 same => n,CELGenUserEvent(DT_RECORD)
 same => n(done),Return()

[dt-ask]
; what the agent will be asked; variables with __ reach the agent's channel
exten => s,1,Set(__DT_STEP=\${I})
 same => n,Set(__DT_WHISPER=${at('whisper')})
 same => n,Set(__DT_KEY=${at('key')})
 same => n,Set(SHARED(DT_TOOK)=0)
 same => n,Return()

[dt-voicemail]
exten => s,1,GotoIf($["\${DT_MESSAGE}" = ""]?done)
 same => n,ExecIf($[0\${STAT(s,\${DT_MESSAGE})} >= ${MESSAGE_BYTES}]?CELGenUserEvent(DT_VOICEMAIL,\${DT_MESSAGE}))
 same => n,Set(DT_MESSAGE=)
 same => n(done),Return()
`;
}

// The wait: music, our word at each turn, the key that leaves. While we are asked the music goes on, but keys are lost:
// where one may be pressed we are asked often and shortly, else seldom, and may hold the question until an agent is free.
// WaitDigit, not Read: Read would end the music. Without our answer all are rung, once, for what time is left.
function queue(): string {
  const turn = (field: string) => `\${JSON_DECODE(TURN,${field})}`;
  const isLeaving = `$["\${LEAVE}" != "" & "\${KEY}" = "\${LEAVE}"]`;
  const isPressed = `$["\${WAITDIGITSTATUS}" = "DTMF"]`;
  return `
exten => queue,1,Gosub(dt-record,s,1)
 same => n,Answer()
 same => n,Gosub(dt-ask,s,1)
 same => n,Set(__DT_QUEUE=1)
 same => n,Set(BEGUN=\${EPOCH})
 same => n,Set(MUSIC=${at('music')})
 same => n,Set(LEAVE=${at('leave')})
 same => n,CELGenUserEvent(DT_QUEUED,\${I})
 same => n,Set(CURLOPT(httptimeout)=${QUEUE_ASK_SECONDS})
 same => n(turn),StartMusicOnHold(\${MUSIC})
 same => n(asking),Set(LEFT=$[${at('seconds')} - (\${EPOCH} - \${BEGUN})])
 same => n,GotoIf($[\${LEFT} <= 0]?left-too-long,1)
 same => n,Set(TURN=\${CURL(\${DT_QUEUES}?call=\${URIENCODE(\${DT_CALL})}&did=\${URIENCODE(\${DT_DID})}&queue=\${URIENCODE(${at('queue')})}&step=\${I}&waited=$[\${EPOCH} - \${BEGUN}]&key=$["\${DT_KEY}" != ""]&hold=$["\${LEAVE}" = ""])})
 same => n,Set(WHAT=${turn('turn')})
 same => n,GotoIf($["\${WHAT}" = "leave"]?left-nobody,1)
 same => n,GotoIf($["\${WHAT}" = ""]?alone)
; a key pressed meanwhile, or during the words; while a phone rings Dial() listens itself
 same => n,Set(KEY=)
 same => n,Set(SAY=${turn('say')})
 same => n,GotoIf($["\${SAY}" != ""]?say)
 same => n,GotoIf($["\${WHAT}" = "ring"]?ring)
 same => n,GotoIf($["\${LEAVE}" = ""]?asking)
 same => n,WaitDigit(${KEY_SECONDS},\${LEAVE})
 same => n,GotoIf(${isPressed}?left-key,1:asking)
 same => n(say),StopMusicOnHold()
 same => n,Read(KEY,\${SAY},1,e,1,${LATE_KEY_SECONDS})
 same => n,GotoIf(${isLeaving}?left-key,1)
 same => n,GotoIf($["\${WHAT}" = "ring"]?ring:turn)
 same => n(ring),Set(TO=${turn('to')})
 same => n,Set(TARGET=${turn('target')})
 same => n,Set(FOR=${turn('seconds')})
 same => n,Set(FOR=\${IF($[\${FOR} < \${LEFT}]?\${FOR}:\${LEFT})})
 same => n,Goto(dial)
 same => n(alone),Set(TO=${at('to')})
 same => n,Set(TARGET=${at('target')})
 same => n,Set(FOR=\${LEFT})
 same => n(dial),CELGenUserEvent(DT_RING,\${I}|\${TARGET})
 same => n,Set(DIALSTATUS=CHANUNAVAIL)
 same => n,GotoIf($["\${TO}" = ""]?nobody)
 same => n,Set(EXITCONTEXT=${at('exit')})
 same => n,Dial(\${TO},\${FOR},g\${IF($["\${LEAVE}" != ""]?d)}m(\${MUSIC})${ASKING})
 same => n,Set(EXITCONTEXT=)
 same => n,GotoIf(${TOOK}?took)
 same => n(nobody),CELGenUserEvent(DT_STEP,\${I}|${STATUS}|\${HANGUPCAUSE})
 same => n,GotoIf($["\${WHAT}" != ""]?turn)
 same => n,GotoIf($["\${TO}" != ""]?left-too-long,1)
 same => n,WaitDigit(${ALONE_SECONDS},\${LEAVE})
 same => n,GotoIf(${isPressed}?left-key,1:asking)
 same => n(took),CELGenUserEvent(DT_STEP,\${I}|ANSWER|\${HANGUPCAUSE})
 same => n,Goto(talked,1)
exten => left-too-long,1,CELGenUserEvent(DT_LEFT,\${I}|too-long)
 same => n,StopMusicOnHold()
 same => n,Goto(else,1)
exten => left-nobody,1,CELGenUserEvent(DT_LEFT,\${I}|nobody)
 same => n,StopMusicOnHold()
 same => n,Goto(else,1)
exten => left-key,1,CELGenUserEvent(DT_LEFT,\${I}|key)
 same => n,StopMusicOnHold()
 same => n,Set(EXITCONTEXT=)
 same => n,Set(I=${at('after')})
 same => n,GotoIf($["\${I}" != ""]?go,1:end,1)

${LEAVE_KEYS.map((key) => `[${leaveContext(key)}]\nexten => ${key},1,Goto(dt-step,left-key,1)`).join('\n')}
`;
}
