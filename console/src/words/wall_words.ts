/** Words of the wall: part of the words on the screen, which `words.ts` puts together. */
export const wallWords = {
  wallEnded: {
    zh: "登录已过期 — 画面为 {time} 的数据",
    en: "The session has ended — the picture shows data of {time}",
  },
  wallLogIn: { zh: "请在本机右下角重新登录", en: "Log in again below on the right" },
  wallMap: { zh: "园区风险图", en: "Risk map of the park" },
  wallNorth: { zh: "上北，距离不按比例", en: "north up, distances not to scale" },
  wallLegendLevel: { zh: "浅底色 = 重大危险源级别", en: "Pale ground = hazard level" },
  wallLegendAlarm: { zh: "标牌 = 最高在列报警", en: "Badge = worst standing alarm" },
  wallNoPlaces: {
    zh: "厂区目录中没有可画出的位置",
    en: "The plant directory has no places that can be drawn",
  },
  wallPlaceless: { zh: "另有 {count} 个没有位置", en: "{count} more without a place" },
  wallNoHazards: {
    zh: "厂区目录中没有重大危险源",
    en: "The plant directory has no major hazard installation",
  },
  wallNoAlarm: { zh: "无报警", en: "No alarm" },
  wallNoTags: { zh: "没有位号", en: "No tags" },
  wallBeside: { zh: "本位号另 {count} 条", en: "{count} more of this tag" },
  wallNoSession: { zh: "登录已过期", en: "Session ended" },
  wallOldest: { zh: "最久未确认", en: "Waits longest" },
  wallGravest: { zh: "最重", en: "gravest" },
  wallBeyond: { zh: "另 {count} 条", en: "{count} more" },
  wallNoPersons: { zh: "未填包保责任人", en: "No responsible persons given" },

  wallPersons: {
    zh: "包保责任人：主要、技术、操作负责人",
    en: "Responsible persons: principal, technical, operating",
  },
  responsible_principal: { zh: "主要", en: "Principal" },
  responsible_technical: { zh: "技术", en: "Technical" },
  responsible_operating: { zh: "操作", en: "Operating" },

  windCalm: { zh: "静风", en: "Calm" },
  windUnknown: { zh: "风向未知", en: "Direction unknown" },
  windAge: { zh: "{time} 前", en: "{time} ago" },
  wind_n: { zh: "北风", en: "North wind" },
  wind_ne: { zh: "东北风", en: "North-east wind" },
  wind_e: { zh: "东风", en: "East wind" },
  wind_se: { zh: "东南风", en: "South-east wind" },
  wind_s: { zh: "南风", en: "South wind" },
  wind_sw: { zh: "西南风", en: "South-west wind" },
  wind_w: { zh: "西风", en: "West wind" },
  wind_nw: { zh: "西北风", en: "North-west wind" },
} as const;
