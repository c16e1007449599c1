/**
 * Words for the handover of shifts: part of the words on the screen, which `words.ts` puts together.
 * Sections, columns and what stands in them come with the page, in both languages.
 */
export const handoverWords = {
  handoverTitle: { zh: "交接班记录", en: "Shift handover" },
  handoverList: { zh: "交接班", en: "Handovers" },
  handoverMissing: { zh: "缺交接班", en: "Missing handovers" },
  handoverNoneMissing: { zh: "最近 7 天没有缺失", en: "None is missing in the last 7 days" },
  handoverNone: { zh: "还没有交接班记录", en: "There are no handovers yet" },
  handoverNoShifts: {
    zh: "厂区目录没有定义班次，可按指定时段生成",
    en: "The plant directory defines no shifts: a handover can be made for a given period",
  },
  handoverRunning: { zh: "进行中", en: "Running" },
  handoverListOld: {
    zh: "列表未能更新，可能不是最新",
    en: "The list could not be read again and may be old",
  },
  stage_none: { zh: "未生成", en: "Not drafted" },
  stage_drafted: { zh: "草稿", en: "Draft" },
  stage_signed: { zh: "待接班人签字", en: "Waits for the incoming person" },
  stage_sealed: { zh: "双方已签字，已封存", en: "Signed by both and sealed" },
  lacks_draft: { zh: "未生成", en: "not drafted" },
  lacks_outgoing: { zh: "交班人未签字", en: "not signed by the outgoing person" },
  lacks_incoming: { zh: "接班人未签字", en: "not signed by the incoming person" },
  dueBy: { zh: "应于 {time} 前签完", en: "due by {time}" },

  byHand: { zh: "按指定时段生成…", en: "For a given period…" },
  byHandFrom: { zh: "起", en: "From" },
  byHandTo: { zh: "止", en: "To" },
  byHandFault_unreadable: { zh: "请填写起止时间", en: "Give both times" },
  byHandFault_reversed: {
    zh: "结束须晚于开始，最长七天",
    en: "The end is later than the beginning, by seven days at the most",
  },
  byHandFault_future: { zh: "该时段还没有开始", en: "The period has not begun yet" },

  notDrafted: { zh: "本班的交接班记录还没有生成。", en: "The page of this shift has not been generated yet." },
  notDraftedBy: {
    zh: "由有确认权限的值班人员生成。",
    en: "Somebody with the right to acknowledge generates it.",
  },
  signableFrom: {
    zh: "{time} 起生成的才能签字。",
    en: "It can be signed if it is generated from {time} on.",
  },
  draft: { zh: "生成交接班记录", en: "Generate the page" },
  drafting: { zh: "正在生成…", en: "Generating…" },
  draftAnew: { zh: "重新生成", en: "Generate anew" },
  draftAnewNote: {
    zh: "以现在的情况生成新的一版，旧版保留。",
    en: "Makes a new edition of how things are now; the old one stays.",
  },
  takesBack: {
    zh: "{who} 的交班签字将被收回，须重新签字。",
    en: "Takes back the signature of {who}, who then has to sign again.",
  },

  frozenAt: {
    zh: "第 {edition} 版 · {who} 生成于 {time} · 内容截至此时",
    en: "Edition {edition} · made by {who} at {time} · everything is as it was then",
  },
  notTheEnd: {
    zh: "本班到 {time} 结束，此后的变化不在其中。",
    en: "The shift lasts until {time}: what came after the page was made is not in it.",
  },
  superseded: {
    zh: "这是旧版，已重新生成为第 {edition} 版。",
    en: "This is an old edition, superseded by edition {edition}.",
  },
  editions: { zh: "版次", en: "Editions" },
  showNewest: { zh: "查看最新版", en: "Show the newest" },
  changedMeanwhile: {
    zh: "记录已有变化，您正在输入，画面未动。",
    en: "The record has changed; as you are typing nothing was moved.",
  },
  showChange: { zh: "载入变化", en: "Show the change" },
  paperPage: { zh: "打印页", en: "Page for paper" },
  asOfRow: {
    zh: "内容截至报警日志第 {seq} 行 · 校验 {digest}",
    en: "As of row {seq} of the alarm journal · digest {digest}",
  },
  sectionNone: { zh: "无", en: "none" },
  linesOf: { zh: "{count} 条", en: "{count}" },
  linesCut: { zh: "共 {total} 条，列出前 {count} 条", en: "The first {count} of {total}" },
  showAll: { zh: "全部 {count} 条", en: "All {count}" },
  showFewer: { zh: "收起", en: "Show fewer" },
  notThere: { zh: "没有这份交接班记录", en: "There is no such handover" },

  sayToAll: { zh: "对整份记录的说明", en: "On all of it" },
  words_noted: { zh: "交班说明", en: "Note" },
  words_asked: { zh: "接班提问", en: "Question" },
  words_answered: { zh: "答复", en: "Answer" },
  words_remarked: { zh: "备注", en: "Remark" },
  addWords: { zh: "补充说明", en: "Add words" },
  addWordsTo: { zh: "补充说明：{section}", en: "Add words: {section}" },
  wordsKind: { zh: "类别", en: "Kind" },
  sendWords: { zh: "添加", en: "Add" },
  sending: { zh: "正在提交…", en: "Sending…" },

  signatures: { zh: "签字", en: "Signatures" },
  outgoing: { zh: "交班人", en: "Handed over by" },
  incoming: { zh: "接班人", en: "Taken over by" },
  unsigned: { zh: "未签字", en: "Not signed" },
  signOutgoing: { zh: "签字交班", en: "Sign: hand over" },
  signOutgoingAs: {
    zh: "您以 {who} 的身份交班，所签为第 {edition} 版。签字后内容与说明不再更改。",
    en: "You hand over as {who} and sign edition {edition}. After that neither content nor notes change.",
  },
  signOutgoingSure: { zh: "确认签字", en: "Sign" },
  signIncoming: { zh: "签字接班", en: "Sign: take over" },
  signIncomingNote: {
    zh: "接班人用自己的用户名和密码签字，所签为第 {edition} 版；签字后封存，不能再添加任何内容。",
    en: "Who takes over signs edition {edition} with name and password of their own; then it is sealed and nothing can be added.",
  },
  signTooEarly: {
    zh: "本版生成过早，不能签字：须在 {time} 之后重新生成。",
    en: "This edition was made too early to be signed: generate it anew after {time}.",
  },
  signLack_second_person_missing: {
    zh: "请填写接班人的用户名和密码",
    en: "Give name and password of who takes over",
  },
  signLack_second_person_same: {
    zh: "接班人必须是另一个人",
    en: "Who takes over must be another person",
  },

  handoverFault_conflict: {
    zh: "记录刚被他人更改，已载入最新内容；请看后再提交，您的文字已保留",
    en: "Somebody has just changed the record; the newest is shown. Look again, then send: your words are kept",
  },
  handoverFault_not_drafted: { zh: "记录尚未生成", en: "There is no page yet" },
  handoverFault_not_handed_over: { zh: "交班人尚未签字", en: "Nobody has handed over yet" },
  handoverFault_already_handed_over: {
    zh: "交班人已签字，不能再改",
    en: "It is signed by the outgoing person and can't be changed",
  },
  handoverFault_sealed: { zh: "已封存，不能再添加", en: "It is sealed: nothing can be added" },
  handoverFault_same_person: {
    zh: "接班人必须是另一个人",
    en: "Who takes over must be another person",
  },
  handoverFault_too_early: {
    zh: "本版生成过早，请重新生成后再签字",
    en: "This edition was made too early: generate it anew, then sign",
  },
  handoverFault_words_missing: { zh: "请填写内容", en: "Write something" },
  handoverFault_unknown_section: {
    zh: "该项已不在最新版中",
    en: "The newest edition has no such section",
  },
  handoverFault_version_missing: {
    zh: "请重新载入后再提交",
    en: "Load it again, then send",
  },
  handoverFault_second_person: {
    zh: "接班人的用户名或密码不正确，或没有签字的权限",
    en: "Wrong name or password of who takes over, or no right to sign",
  },
  handoverFault_forbidden: { zh: "您没有这项权限", en: "You have no right to do this" },
  handoverFault_too_many_attempts: {
    zh: "尝试过多，请稍后再试",
    en: "Too many attempts, please wait",
  },
  handoverFault_logged_out: { zh: "登录已过期，请重新登录", en: "The session has ended: log in again" },
  handoverFault_unavailable: {
    zh: "报警日志暂时不能写入，没有保存；请稍后再试",
    en: "The alarm journal can't be written now, nothing was kept: try again later",
  },
  handoverFault_unknown: {
    zh: "没有收到答复，结果未知；已重新载入，请核对后再提交",
    en: "No answer came: the result is unknown. It was read again: check, then send again",
  },
  handoverFault_other: { zh: "服务器未接受 {detail}", en: "The server did not accept it. {detail}" },
  handoverLost: {
    zh: "恢复连接前不能生成、说明或签字",
    en: "Nothing can be generated, added or signed until the connection is back",
  },
} as const;
