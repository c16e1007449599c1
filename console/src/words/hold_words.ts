/**
 * Words for keeping alarms quiet and for calling again: part of the words on the screen, which
 * `words.ts` puts together.
 */
export const holdWords = {
  shelve: { zh: "搁置", en: "Shelve" },
  shelveAgain: { zh: "重新搁置", en: "Shelve again" },
  unshelve: { zh: "取消搁置", en: "Unshelve" },
  takeOut: { zh: "停用", en: "Take out of service" },
  takeOutAgain: { zh: "重新停用", en: "Take out again" },
  putBack: { zh: "恢复投用", en: "Return to service" },
  cancel: { zh: "取消", en: "Cancel" },

  forHowLong: { zh: "时长", en: "For how long" },
  days: { zh: "{count} 天", en: "{count} d" },
  hours: { zh: "{count} 小时", en: "{count} h" },
  minutes: { zh: "{count} 分钟", en: "{count} min" },
  seconds: { zh: "{count} 秒", en: "{count} s" },
  untilReturned: { zh: "直到恢复（至多上述时长）", en: "Until it returns (this long at most)" },
  holdReason: { zh: "原因（必填）", en: "Reason (needed)" },
  reasonChattering: { zh: "抖动", en: "Chattering" },
  reasonInstrument: { zh: "仪表检修", en: "Instrument work" },
  reasonKnown: { zh: "已知工况", en: "Known condition" },
  workOrder: { zh: "工单号（必填）", en: "Work order (needed)" },
  secondPerson: { zh: "第二人确认", en: "Second person" },
  holdingOf: {
    zh: "您现在已有 {holding} 条，同时最多 {most} 条",
    en: "You hold {holding} now, {most} at a time at the most",
  },
  holdingMost: {
    zh: "您同时搁置或停用的报警已达上限 {count} 条",
    en: "You already hold as many as you may at a time: {count}",
  },

  lack_reason_missing: { zh: "请填写原因", en: "Give a reason" },
  lack_work_order_missing: { zh: "请填写工单号", en: "Give the work order" },
  lack_second_person_missing: {
    zh: "该级别需要第二人的用户名和密码",
    en: "This priority needs a second person's name and password",
  },
  lack_second_person_same: { zh: "第二人必须是另一个人", en: "The second person must be another" },

  conflict_shelve: {
    zh: "报警级别已升高，请查看后再搁置",
    en: "The priority has risen: look again, then shelve",
  },
  "conflict_out-of-service": {
    zh: "报警级别已升高，请查看后再停用",
    en: "The priority has risen: look again, then take it out of service",
  },
  conflict_unshelve: {
    zh: "报警已有变化，请查看后再取消搁置",
    en: "The alarm has changed: look again, then unshelve",
  },
  "conflict_return-to-service": {
    zh: "报警已有变化，请查看后再恢复投用",
    en: "The alarm has changed: look again, then return it to service",
  },
  refused_shelve: { zh: "搁置失败：{why}", en: "Not shelved: {why}" },
  refused_unshelve: { zh: "取消搁置失败：{why}", en: "Not unshelved: {why}" },
  "refused_out-of-service": { zh: "停用失败：{why}", en: "Not taken out of service: {why}" },
  "refused_return-to-service": {
    zh: "恢复投用失败：{why}",
    en: "Not returned to service: {why}",
  },

  refusal_already_active: { zh: "报警已经存在", en: "the alarm stands already" },
  refusal_not_active: { zh: "报警条件不存在", en: "the condition does not stand" },
  refusal_already_held: { zh: "已经搁置、抑制或停用", en: "already held" },
  refusal_not_held: { zh: "没有搁置、抑制或停用", en: "not held" },
  refusal_priority_rose: { zh: "报警级别已升高", en: "the priority has risen" },
  refusal_version_passed: { zh: "报警已有变化", en: "the alarm has changed" },
  refusal_by_design_only: { zh: "设计抑制不能手动操作", en: "only the design suppresses" },
  refusal_role_may_not: { zh: "本岗位没有此权限", en: "your role may not do this" },
  refusal_too_long: { zh: "超过该级别允许的时长", en: "longer than this priority allows" },
  refusal_too_many_held: { zh: "同时搁置或停用的报警过多", en: "you hold too many already" },
  refusal_second_person_missing: { zh: "需要第二人确认", en: "a second person is needed" },
  refusal_second_person_refused: {
    zh: "第二人未通过：须为另一人，有同样权限，密码正确",
    en: "the second person must be another one, with the same right and the right password",
  },
  refusal_too_many_attempts: { zh: "密码尝试过多，请稍后再试", en: "too many attempts, please wait" },
  refusal_work_order_missing: { zh: "需要工单号", en: "a work order is needed" },

  columnHolder: { zh: "操作人", en: "By" },
  columnWhy: { zh: "原因", en: "Reason" },
  columnLeft: { zh: "剩余", en: "Time left" },
  nothingHeld: { zh: "没有", en: "None" },
  untilTime: { zh: "至 {time}", en: "until {time}" },
  timeLeft: { zh: "剩余 {time}", en: "{time} left" },
  endsByDesign: { zh: "随工况结束", en: "ends with its state" },
  termOnce: { zh: "恢复即止", en: "or until it returns" },
  termWitness: { zh: "第二人 {who}", en: "with {who}" },
  termWorkOrder: { zh: "工单 {order}", en: "work order {order}" },

  realarmed: { zh: "重复报警 ×{count}", en: "Re-alarmed ×{count}" },
  event_realarmed: { zh: "重复报警", en: "Re-alarmed" },
  peak: { zh: "本次曾达：{priority}", en: "It has been: {priority}" },
  worseStands: {
    zh: "本位号有更重的报警，按 ← 或点击查看",
    en: "A worse alarm of this tag stands: press ← or click it",
  },
} as const;
