/** The names of the screens, which `words.ts` puts among the words on the screen. */
export const screenWords = {
  screens: { zh: "画面", en: "Screens" },
  screen_overview: { zh: "总览", en: "Overview" },
  screen_kpi: { zh: "绩效", en: "KPI" },
  screen_handover: { zh: "交接班", en: "Handover" },
} as const;
