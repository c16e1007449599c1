/**
 * Words for filters that people name: part of the words on the screen, which `words.ts` puts together.
 */
export const filterWords = {
  filters: { zh: "我的筛选", en: "My filters" },
  filtersNone: { zh: "尚未保存筛选", en: "No filter has been saved" },
  filterName: { zh: "将当前筛选存为…", en: "Save this filter as…" },
  filterSave: { zh: "保存", en: "Save" },
  filterReplace: { zh: "覆盖保存", en: "Replace" },
  filterRemove: { zh: "删除“{name}”", en: "Remove “{name}”" },
  filterKeys: { zh: "按 1–9 应用", en: "1–9 applies" },
  shelf_not_read: { zh: "未能读取已存的筛选", en: "The saved filters could not be read" },
  shelf_changed: {
    zh: "该筛选已在别处修改，请再试一次",
    en: "It was changed elsewhere: try again",
  },
  shelf_full: { zh: "最多保存 50 个，请先删除", en: "There are 50 already: remove one first" },
  shelf_not_kept: { zh: "未能保存", en: "Not saved" },
  addressIgnored: {
    zh: "链接中有无法识别的部分，已忽略：{parts}",
    en: "Parts of this link could not be read and are left out: {parts}",
  },
  addressIgnoredMore: { zh: "等 {count} 项", en: "and {count} more" },
  addressSeen: { zh: "知道了", en: "All right" },
  addressBeyond: {
    zh: "此链接指向“{place}”，您的账户看不到该处的报警，或没有此处",
    en: "This link leads to “{place}”, whose alarms this account is not shown, or which there is not",
  },
  addressOwn: { zh: "查看本账户的报警", en: "Show the alarms of this account" },
  helpFilters: { zh: "打开我的筛选", en: "Open my filters" },
} as const;
