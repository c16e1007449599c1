/** Words of what speaks for an alarm and of whom to call: part of the words on the screen. */
export const evidenceWords = {
  votes: { zh: "表决", en: "Votes" },
  voteOf: { zh: "{channels} 取 {need}", en: "{need}oo{channels}" },
  voteCount: { zh: "已超 {count}，需 {need}", en: "{count} beyond, {need} needed" },
  channel_beyond: { zh: "已超", en: "Beyond" },
  channel_clear: { zh: "未超", en: "Not beyond" },
  channel_unknown: { zh: "未知", en: "Unknown" },
  channel_bypassed: { zh: "旁路", en: "Bypassed" },
  redundant: { zh: "冗余", en: "Redundant" },

  call: { zh: "电话", en: "Call" },
  noPhone: { zh: "厂区目录中没有电话", en: "The plant directory has no telephone number" },
  cameras: { zh: "视频", en: "Cameras" },
  noAddress: { zh: "无地址", en: "no address" },
  where: { zh: "位置", en: "Where" },
  persons: { zh: "包保责任人", en: "Responsible" },
  plan: { zh: "应急预案", en: "Emergency plan" },
  planMore: { zh: "共 {count} 步", en: "{count} steps in all" },
} as const;
