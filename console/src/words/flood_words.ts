/**
 * Words for floods, consequences and nuisance alarms: part of the words on the screen, which
 * `words.ts` puts together.
 */
export const floodWords = {
  flood: { zh: "报警泛滥", en: "Alarm flood" },
  floodRecent: { zh: "近 10 分钟", en: "last 10 min" },
  floodAll: { zh: "累计", en: "in all" },
  floodElsewhere: { zh: "其他 {count}", en: "elsewhere {count}" },
  floodOver: { zh: "报警泛滥已结束", en: "The alarm flood is over" },
  sinceTime: { zh: "自 {time}", en: "since {time}" },

  tally_root: { zh: "后果 {count}", en: "{count} follow" },
  tally_under: { zh: "其下 {count}", en: "{count} beneath" },
  unacknowledgedOf: { zh: "未确认 {count}", en: "{count} unacknowledged" },
  followsFrom: { zh: "后果报警，起因：", en: "A consequence of" },
  standsBeneath: { zh: "泛滥中归并，列在其下：", en: "Placed in the flood beneath" },
  countedTimes: {
    zh: "共 {count} 次 · 首次 {first} · 最近 {last}",
    en: "{count} times · first {first} · last {last}",
  },

  nuisances: { zh: "滋扰报警", en: "Nuisance alarms" },
  nuisance_chattering: { zh: "抖动", en: "Chattering" },
  nuisance_fleeting: { zh: "瞬时", en: "Fleeting" },
  nuisance_duplicate: { zh: "重复", en: "Duplicate" },
  nuisance_standing: { zh: "常驻", en: "Standing" },
  nuisance_long_standing: { zh: "长期", en: "Long-standing" },
  nuisanceTimes: { zh: "{kind} {count} 次", en: "{kind} ×{count}" },
  nuisancePeer: { zh: "与 {alarm} 同时发生", en: "comes with {alarm}" },
  nuisanceUntil: { zh: "不再发生则 {time} 解除", en: "over at {time} if nothing more comes" },

  helpGroup: {
    zh: "展开 / 收起列在其下的报警",
    en: "Show / put away what stands beneath the row",
  },
} as const;
