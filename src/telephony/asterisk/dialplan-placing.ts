// The part of the dialplan that carries out calls of ours: the agent is rung first, then the client. The order comes in
// the variables that placing.ts sets.

/** Contexts dt-place (rings the agent), dt-placed (the agent, who has answered) and dt-client (the client, who has). */
export function placing(): string {
  return `
[dt-place]
exten => ring,1,Set(__DT_CALL=\${CHANNEL(linkedid)})
 same => n,CELGenUserEvent(DT_PLACED,\${DT_NUMBER}|\${DT_CALLEE}|\${DT_AGENT})
 same => n,CELGenUserEvent(DT_RING,0|\${DT_AGENT})
 same => n,Set(CALLERID(all)=\${DT_SHOWN})
 same => n,Set(TO=\${DT_PHONE})
 same => n,ExecIf($["\${TO}" = ""]?Set(TO=\${PJSIP_DIAL_CONTACTS(agent-\${DT_AGENT})}))
 same => n,Set(DIALSTATUS=CHANUNAVAIL)
 same => n,GotoIf($["\${TO}" = ""]?over)
 same => n,Dial(\${TO},\${DT_SECONDS},gG(dt-place^answered^1))
 same => n(over),CELGenUserEvent(DT_STEP,0|\${DIALSTATUS}|\${HANGUPCAUSE})
 same => n,CELGenUserEvent(DT_HUNGUP,\${HANGUPCAUSE}|)
 same => n,Hangup(\${IF(\${HANGUPCAUSE}?\${HANGUPCAUSE}:19)})
; the channel that did the ringing goes, the agent's goes on by itself
exten => answered,1,Hangup(16)
 same => n,Goto(dt-placed,s,1)

[dt-placed]
exten => s,1,Set(CHANNEL(hangup_handler_push)=dt-placed-end,s,1)
 same => n,CELGenUserEvent(DT_TOOK)
 same => n,Set(DYNAMIC_FEATURES=dt-pause)
 same => n,Set(FILE=\${DT_SOUNDS}/\${DT_WHISPER})
 same => n,ExecIf($["\${STAT(e,\${FILE}.wav)}" = "1"]?Playback(\${FILE}))
 same => n,Set(CALLERID(all)=\${DT_NUMBER})
 same => n,CELGenUserEvent(DT_RING,1|\${DT_AGENT})
 same => n,Dial(\${DT_CLIENT},\${DT_CLIENT_SECONDS},gU(dt-client))
 same => n,CELGenUserEvent(DT_STEP,1|\${DIALSTATUS}|\${HANGUPCAUSE})
 same => n,Hangup(\${IF(\${HANGUPCAUSE}?\${HANGUPCAUSE}:19)})

[dt-placed-end]
exten => s,1,CELGenUserEvent(DT_HUNGUP,\${HANGUPCAUSE}|\${CHANNEL(hangupsource)})
 same => n,Return()

[dt-client]
; recorded at the client's end, so that the outside party is on the left as in every recording
exten => s,1,Set(CHANNEL(hangup_handler_push)=dt-end,s,1)
 same => n,Set(DT_FILE=\${DT_RECORDINGS}/\${DT_CALL}.raw)
 same => n,MixMonitor(\${DT_FILE},bD)
 same => n,CELGenUserEvent(DT_RECORD)
 same => n,CELGenUserEvent(DT_TOOK)
 same => n,Return()
`;
}
