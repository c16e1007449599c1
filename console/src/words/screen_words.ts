/** The names of the screens, which `words.ts` puts among the words on the screen. */
export const screenWords = {
  screens: { zh: "画面", en: "Screens" },
  screen_overview: { zh: "总览", en: "Overview" },
  screen_hazards: { zh: "重大危险源", en: "Hazards" },
  screen_interlocks: { zh: "联锁", en: "Interlocks" },
  screen_trends: { zh: "趋势", en: "Trends" },
  screen_stops: { zh: "报备停用", en: "Filed stops" },
  screen_wall: { zh: "大屏", en: "Wall" },
  screen_handling: { zh: "处置", en: "Handling" },
  screen_gateways: { zh: "接入", en: "Gateways" },
  screen_kpi: { zh: "绩效", en: "KPI" },
  screen_handover: { zh: "交接班", en: "Handover" },
} as const;
