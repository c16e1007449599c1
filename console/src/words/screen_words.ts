/** The names of the screens, which `words.ts` puts among the words on the screen. */
export const screenWords = {
  screens: { zh: "画面", en: "Screens" },
  screen_overview: { zh: "总览", en: "Overview" },
  screen_gateways: { zh: "接入", en: "Gateways" },
} as const;
