/**
 * Words for acknowledging a group of alarms: part of the words on the screen, which `words.ts` puts
 * together.
 */
export const bulkWords = {
  bulk: { zh: "批量确认", en: "Acknowledge a group" },
  bulkOpen: { zh: "批量确认…", en: "Acknowledge group…" },
  bulkGroup: { zh: "所选行及其下属", en: "The selected row and what is beneath it" },
  bulkList: { zh: "当前列表", en: "This list" },
  bulkWhich: { zh: "范围", en: "Of what" },
  bulkLevel: { zh: "最高级别", en: "Up to priority" },
  bulkSend: { zh: "确认 {count} 条", en: "Acknowledge {count}" },
  bulkSending: { zh: "正在确认…", en: "Acknowledging…" },
  bulkSeen: { zh: "已看到，将确认", en: "seen: to be acknowledged" },
  bulkNotSeen: { zh: "未在屏幕上看到，不确认", en: "not seen on the screen: left" },
  bulkAbove: {
    zh: "高于所选级别或为紧急，须逐条确认",
    en: "above that priority or critical: one by one",
  },
  bulkReason: { zh: "原因（必填）", en: "Reason (needed)" },
  bulkNothing: {
    zh: "没有已看到的、在所选级别以内的未确认报警",
    en: "No unacknowledged alarm up to that priority has been seen",
  },
  bulkDone: { zh: "已确认 {count} 条", en: "{count} acknowledged" },
  bulkOthers: { zh: "未予确认 {count} 条：", en: "{count} not acknowledged:" },
  bulkChanged_raised_again: { zh: "其间再次报警，请重新查看", en: "raised again meanwhile: look again" },
  bulkChanged_priority_rose: {
    zh: "其间级别升高，请重新查看",
    en: "its priority rose meanwhile: look again",
  },
  bulkChanged_gone: { zh: "其间已确认或已结束", en: "acknowledged or over meanwhile" },
  helpBulk: { zh: "批量确认已看到的报警", en: "Acknowledge the alarms that were seen, as a group" },
  helpWhy: { zh: "转到报警依据", en: "Go to why it was raised" },
} as const;
