/** Words for the record of alarms: part of the words on the screen, which `words.ts` puts together. */
export const historyWords = {
  historyRange: { zh: "时间范围", en: "Time" },
  historySpan_all: { zh: "全部", en: "All" },
  historySpan_hours8: { zh: "8 小时", en: "8 h" },
  historySpan_day: { zh: "24 小时", en: "24 h" },
  historySpan_week: { zh: "7 天", en: "7 d" },
  historySpan_own: { zh: "自定…", en: "Own…" },
  historyFrom: { zh: "从（北京时间）", en: "From (Beijing)" },
  historyTo: { zh: "到", en: "To" },
  historyShow: { zh: "查询", en: "Show" },
  historySearch: { zh: "按位号或名称查找", en: "Find by tag or name" },
  historyTooMany: {
    zh: "匹配 {count} 个，只查最相近的 {most} 个",
    en: "{count} match: only the nearest {most} are shown",
  },
  historyFile: { zh: "导出 {form}", en: "Save as {form}" },
  historyFileNote: {
    zh: "导出含所选时间与位号的全部记录，不受级别筛选影响",
    en: "A file holds all records of the time and tags chosen, whatever the priority filter",
  },
  helpTabs: { zh: "上一个 / 下一个列表", en: "The list before / after" },
} as const;
