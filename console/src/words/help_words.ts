/** Words for the keys of each screen: part of the words on the screen, which `words.ts` puts together. */
export const helpWords = {
  helpTab: { zh: "转到下一个按钮或输入框（Shift+Tab 返回）", en: "The next button or field (Shift+Tab: back)" },
  helpPress: { zh: "按下所在的按钮", en: "Press the button one is on" },
  helpCards: { zh: "在处置卡片间移动", en: "Move between the cards" },
  helpOpenCard: { zh: "打开所在的卡片", en: "Open the card one is on" },
  helpCloseForm: { zh: "关闭表单，已填内容保留", en: "Close the form: what was typed stays" },
  helpCursor: { zh: "读数线移到前 / 后一个读数", en: "The cursor to the reading before / after" },
  helpCursorLeap: { zh: "读数线大步移动", en: "The cursor by a leap" },
  helpCursorEnds: { zh: "读数线移到起点 / 终点", en: "The cursor to the beginning / end" },
  helpZoom: { zh: "缩短 / 延长时间范围", en: "A shorter / longer range" },
  helpLive: { zh: "回到实时", en: "Back to live" },
} as const;
