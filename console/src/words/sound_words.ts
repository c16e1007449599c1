/**
 * Words for the test of a desk's sounds: part of the words on the screen, which `words.ts` puts
 * together.
 */
export const soundWords = {
  soundTest: { zh: "声光测试", en: "Sound test" },
  soundTestDue: {
    zh: "本班（{shift}）尚未做声光测试",
    en: "No sound test yet in this shift ({shift})",
  },
  soundTestFailed: {
    zh: "本班声光测试未通过，未听到：{signals} — 请检查并重新测试",
    en: "Not heard in this shift's sound test: {signals} — check it and test again",
  },
  soundTestBegin: { zh: "开始测试", en: "Begin the test" },
  soundTestAgain: { zh: "重新测试", en: "Test again" },
  soundTestDesk: { zh: "席位名称（本机记住）", en: "Name of this desk (kept here)" },
  soundTestPlaying: { zh: "正在播放：{signal}（{at}/{of}）", en: "Playing: {signal} ({at}/{of})" },
  soundTestHeard: { zh: "听到", en: "Heard" },
  soundTestSilent: { zh: "没听到", en: "Not heard" },
  soundTestReplay: { zh: "重放", en: "Play again" },
  soundTestKeeping: { zh: "正在保存…", en: "Keeping…" },
  soundTestNotKept: { zh: "未能保存，请重试", en: "Not kept, try again" },
  soundTestInterrupted: {
    zh: "有报警正在发声，测试已中止，请先处理报警",
    en: "An alarm sounds: the test has stopped, see to the alarm first",
  },
  soundTestKept: { zh: "声光测试已记录，将列入交接班", en: "Kept: it stands on the shift's handover" },
  soundTestNoSiren: {
    zh: "未配置外部声光报警器，仅测试本席位扬声器",
    en: "No external siren is configured: only this desk's loudspeaker is tested",
  },
  soundTestSirens: {
    zh: "随后测试外部声光报警器：{sirens}",
    en: "Afterwards the external sirens are tested: {sirens}",
  },
  listComma: { zh: "、", en: ", " },
  sirens: { zh: "外部声光报警器", en: "External sirens" },
  sirenNamed: { zh: "声光报警器 {name}", en: "Siren {name}" },
  sirenSound: { zh: "发出测试", en: "Sound it" },
  sirenSoundAgain: { zh: "再测一次", en: "Sound it again" },
  sirenSounding: { zh: "正在发送测试…", en: "Sending a test…" },
  sirenDelivered: { zh: "已送达：{words}", en: "Delivered: {words}" },
  sirenRefused: { zh: "✗ 未送达：{words}", en: "✗ Not delivered: {words}" },
  sirenAsk: { zh: "听到了吗？", en: "Heard?" },
  sirenHeard: { zh: "✓ 听到", en: "✓ Heard" },
  sirenSilent: { zh: "✗ 没听到", en: "✗ Not heard" },
  sirenNotDelivered: { zh: "✗ 未送达", en: "✗ not delivered" },
  sirenUntested: { zh: "未测试", en: "not tested" },
  sirenTrouble_busy: { zh: "正在由其他席位测试，请稍候", en: "Being tested by another desk: wait" },
  sirenTrouble_resting: {
    zh: "刚刚测试过，请 10 秒后再试",
    en: "Tested a moment ago: again in 10 s",
  },
  sirenTrouble_no_answer: {
    zh: "✗ 平台未能发出测试",
    en: "✗ The platform could not send the test",
  },
  sirenTrouble_forgotten: {
    zh: "平台已重启，未保存这次测试，请重新测试",
    en: "The platform was started anew and has not kept this test: test it again",
  },
  sirenFinish: { zh: "保存结果", en: "Keep the outcome" },
  sirenFinishUntested: {
    zh: "保存结果（{count} 个未测试）",
    en: "Keep the outcome ({count} not tested)",
  },
  signal_lost: { zh: "连接中断", en: "Connection lost" },
} as const;
