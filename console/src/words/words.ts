/**
 * Every word on the screen, Chinese and English side by side, after the project's glossary. Words
 * that the server sends (names, messages) are not here; how wire words become words on the screen
 * is.
 */

import { bulkWords } from "./bulk_words";
import { connectionWords } from "./connection_words";
import { filterWords } from "./filter_words";
import { administrationWords } from "./administration_words";
import { auditWords } from "./audit_words";
import { evidenceWords } from "./evidence_words";
import { floodWords } from "./flood_words";
import { handlingWords } from "./handling_words";
import { hazardWords } from "./hazard_words";
import { gatewayWords } from "./gateway_words";
import { helpWords } from "./help_words";
import { historyWords } from "./history_words";
import { holdWords } from "./hold_words";
import { interlockWords } from "./interlock_words";
import { handoverWords } from "./handover_words";
import { kpiWords } from "./kpi_words";
import { mapWords } from "./map_words";
import { platformWords } from "./platform_words";
import { passwordWords } from "./password_words";
import { screenWords } from "./screen_words";
import { trendWords } from "./trend_words";
import { stopWords } from "./stop_words";
import { soundWords } from "./sound_words";
import { wallWords } from "./wall_words";
import { whyWords } from "./why_words";

export type Language = "zh" | "en";

export const words = {
  ...holdWords,
  ...handlingWords,
  ...hazardWords,
  ...floodWords,
  ...evidenceWords,
  ...screenWords,
  ...interlockWords,
  ...trendWords,
  ...stopWords,
  ...wallWords,
  ...gatewayWords,
  ...connectionWords,
  ...kpiWords,
  ...mapWords,
  ...handoverWords,
  ...whyWords,
  ...bulkWords,
  ...soundWords,
  ...passwordWords,
  ...filterWords,
  ...historyWords,
  ...helpWords,
  ...administrationWords,
  ...auditWords,
  ...platformWords,

  title: { zh: "重大危险源监测预警", en: "Major hazard monitoring" },
  onlyHere: { zh: "仅限", en: "Limited to" },
  otherLanguage: { zh: "English", en: "中文" },
  switchLanguage: { zh: "切换语言", en: "Switch language" },
  loading: { zh: "正在载入…", en: "Loading…" },

  user: { zh: "用户名", en: "User name" },
  password: { zh: "密码", en: "Password" },
  logIn: { zh: "登录", en: "Log in" },
  logOut: { zh: "退出", en: "Log out" },
  loginRefused: { zh: "用户名或密码不正确", en: "Wrong user name or password" },
  loginTooMany: { zh: "尝试过多，请稍后再试", en: "Too many attempts, please wait" },
  serverUnreachable: { zh: "无法连接服务器", en: "The server can't be reached" },
  sessionEnded: { zh: "登录已过期，请重新登录", en: "The session has ended, please log in again" },

  live: { zh: "实时", en: "Live" },
  late: { zh: "数据延迟", en: "Delayed" },
  lost: { zh: "连接中断", en: "Connection lost" },
  pictureOf: {
    zh: "连接中断 — 画面为 {time} 的数据",
    en: "Connection lost — the picture shows data of {time}",
  },
  noPicture: { zh: "连接中断 — 尚未收到数据", en: "Connection lost — no data received yet" },
  noActions: {
    zh: "恢复连接前不能对报警进行操作",
    en: "Nothing can be done to alarms until the connection is back",
  },
  inTrouble: { zh: "平台故障", en: "Platform trouble" },
  trouble_broker: {
    zh: "平台与消息代理断开，现场数据未更新",
    en: "The platform has lost its broker: field data are not being updated",
  },
  trouble_spool: {
    zh: "平台读数缓存故障，现场数据可能未落盘",
    en: "The platform's reading spool has failed: field data may go unrecorded",
  },
  trouble_journal: {
    zh: "平台报警日志故障，报警可能未落盘",
    en: "The platform's alarm journal has failed: alarms may go unrecorded",
  },
  trouble_platform: {
    zh: "平台自身故障，画面可能不是现场现状",
    en: "The platform itself is in trouble: the picture may not be the present state of the plant",
  },
  clockOff: { zh: "本机时钟偏差 {seconds} 秒", en: "This computer's clock is {seconds} s off" },
  beijingTime: { zh: "北京时间", en: "Beijing time" },
  onlineRate: { zh: "在线率", en: "Online rate" },
  replay: { zh: "回放", en: "Replay" },
  replayNote: {
    zh: "画面为历史数据，不是现场实时状态",
    en: "Recorded data, not the present state of the plant",
  },
  simulation: { zh: "模拟", en: "Simulation" },
  simulationNote: {
    zh: "数据由模拟器产生，不是现场数据",
    en: "Data come from a simulator, not from the field",
  },
  silence: { zh: "消音", en: "Silence" },
  soundOff: {
    zh: "声音未启用 — 点击此处启用报警声",
    en: "Sound is off — click here to enable alarm sounds",
  },
  testSound: { zh: "试音", en: "Test the sound" },
  keys: { zh: "快捷键", en: "Keyboard" },
  close: { zh: "关闭", en: "Close" },

  alarms: { zh: "报警", en: "Alarms" },
  unacknowledgedCount: { zh: "未确认", en: "Unacknowledged" },
  standing: { zh: "在列", en: "Standing" },
  history: { zh: "历史", en: "History" },
  noAlarms: { zh: "没有在列报警", en: "No standing alarms" },
  noAlarmsMatch: { zh: "没有符合筛选条件的报警", en: "No alarm matches the filter" },
  clearFilter: { zh: "清除筛选", en: "Clear filter" },
  newAlarms: { zh: "新增 {count} 条 ↑", en: "{count} new ↑" },
  more: { zh: "更早的记录", en: "Earlier records" },
  noRecords: { zh: "没有记录", en: "No records" },
  notLoaded: { zh: "载入失败", en: "Could not be loaded" },
  tryAgain: { zh: "重试", en: "Try again" },

  columnPriority: { zh: "级别", en: "Priority" },
  columnState: { zh: "状态", en: "State" },
  columnTime: { zh: "时间", en: "Time" },
  columnUnit: { zh: "单元", en: "Unit" },
  columnAlarm: { zh: "位号 / 报警", en: "Tag / alarm" },
  columnValue: { zh: "值", en: "Value" },
  columnLimit: { zh: "限值", en: "Limit" },
  columnDuration: { zh: "持续", en: "Duration" },
  columnActor: { zh: "处置人", en: "By" },
  columnEvent: { zh: "事件", en: "Event" },
  columnReason: { zh: "说明", en: "Note" },

  acknowledge: { zh: "确认", en: "Acknowledge" },
  acknowledging: { zh: "正在确认…", en: "Acknowledging…" },
  comment: { zh: "备注（可不填）", en: "Comment" },
  acknowledgedBy: { zh: "{who} 于 {time} 确认", en: "Acknowledged by {who} at {time}" },
  reset: { zh: "复位", en: "Reset" },
  resetting: { zh: "正在复位…", en: "Resetting…" },
  conflict_acknowledge: {
    zh: "报警级别已升高，请查看后再确认",
    en: "The priority has risen: look again, then acknowledge",
  },
  conflict_reset: {
    zh: "报警已有变化，请查看后再复位",
    en: "The alarm has changed: look again, then reset",
  },
  refused_acknowledge: { zh: "确认失败：{why}", en: "Not acknowledged: {why}" },
  refused_reset: { zh: "复位失败：{why}", en: "Not reset: {why}" },
  outcomeUnknown: {
    zh: "结果未知，恢复连接后请核对",
    en: "Result unknown: check when the connection is back",
  },
  refusal_forbidden: { zh: "没有权限", en: "not permitted" },
  refusal_condition_unknown: {
    zh: "现场状态未知（没有可信的新数据）",
    en: "the condition is unknown (no good fresh reading)",
  },
  refusal_still_active: { zh: "报警条件仍然存在", en: "the condition still stands" },
  refusal_not_acknowledged: { zh: "尚未确认", en: "not acknowledged yet" },
  refusal_not_latched: { zh: "报警未锁定", en: "the alarm is not latched" },
  refusal_already_acknowledged: { zh: "已经确认", en: "already acknowledged" },
  refusal_nothing_to_acknowledge: { zh: "没有需要确认的报警", en: "nothing to acknowledge" },
  refusal_already_ended: { zh: "报警已经结束", en: "the alarm has ended" },
  refusal_not_offered: { zh: "平台不支持", en: "the platform does not offer this" },
  refusal_reason_missing: { zh: "请填写备注", en: "a comment is needed" },
  refusal_unknown: { zh: "没有这条报警", en: "there is no such alarm" },
  refusal_other: { zh: "服务器未接受", en: "the server did not accept it" },

  hazards: { zh: "重大危险源", en: "Major hazard installations" },
  hazard: { zh: "重大危险源", en: "Hazard" },
  allHazards: { zh: "全部", en: "All" },
  schematic: { zh: "示意图", en: "Schematic" },
  hazardLevel1: { zh: "一级", en: "Level 1" },
  hazardLevel2: { zh: "二级", en: "Level 2" },
  hazardLevel3: { zh: "三级", en: "Level 3" },
  hazardLevel4: { zh: "四级", en: "Level 4" },
  hazardUngraded: { zh: "未分级", en: "Not graded" },

  choose: {
    zh: "选择一条报警或一个位号查看详情",
    en: "Select an alarm or a tag to see its detail",
  },
  trend30: { zh: "近 30 分钟趋势", en: "Trend, last 30 minutes" },
  limits: { zh: "限值", en: "Limits" },
  noLimits: { zh: "未设限值", en: "No limits set" },
  quality: { zh: "质量", en: "Quality" },
  sourceTime: { zh: "采集时间", en: "Source time" },
  receivedTime: { zh: "接收时间", en: "Received" },
  raisedAt: { zh: "报警时间", en: "Raised" },
  valueRaised: { zh: "报警值", en: "Alarm value" },
  returnedAt: { zh: "恢复时间", en: "Returned" },
  duration: { zh: "持续", en: "Duration" },
  enterprise: { zh: "企业", en: "Enterprise" },
  phone: { zh: "电话", en: "Phone" },
  equipment: { zh: "设备", en: "Equipment" },
  action: { zh: "处置措施", en: "Action" },
  cause: { zh: "原因", en: "Cause" },
  consequence: { zh: "后果", en: "Consequence" },
  procedure: { zh: "规程、预案", en: "Procedure" },
  drawing: { zh: "图纸", en: "Drawing" },
  respondLeft: { zh: "剩余响应时间", en: "Time left to respond" },
  respondOver: { zh: "响应超时", en: "Response overdue by" },
  respondBy: { zh: "截止", en: "until" },
  severity_minor: { zh: "轻微", en: "Minor" },
  severity_serious: { zh: "较重", en: "Serious" },
  severity_severe: { zh: "严重", en: "Severe" },
  severity_catastrophic: { zh: "灾难性", en: "Catastrophic" },
  tagsOfGateway: { zh: "位号数", en: "Tags" },
  ledger: { zh: "收发台账", en: "Ledger" },
  ledgerReceived: { zh: "收到帧", en: "Frames received" },
  ledgerExpected: { zh: "应收帧", en: "Frames expected" },
  ledgerMissing: { zh: "缺帧", en: "Frames missing" },
  ledgerRepeated: { zh: "重复帧", en: "Frames repeated" },
  ledgerLate: { zh: "迟到读数", en: "Late readings" },
  ledgerDuplicates: { zh: "重复读数", en: "Duplicate readings" },
  ledgerRefused: { zh: "拒收", en: "Refused" },
  refusal_unparsable: { zh: "无法解析", en: "unparsable" },
  refusal_too_large: { zh: "报文过大", en: "too large" },
  refusal_unknown_gateway: { zh: "未知网关", en: "unknown gateway" },
  refusal_unknown_tag: { zh: "未知位号", en: "unknown tag" },
  refusal_not_a_number: { zh: "非数值", en: "not a number" },
  refusal_bad_unit: { zh: "单位不符", en: "bad unit" },
  refusal_bad_time: { zh: "时间无法识别", en: "bad time" },
  refusal_wrong_topic: { zh: "主题不符", en: "wrong topic" },
  refusal_checksum: { zh: "校验错误", en: "checksum" },
  refusal_unsupported: { zh: "不支持", en: "unsupported" },
  refusal_simulated: { zh: "模拟数据", en: "simulated" },
  siblings: { zh: "同设备位号", en: "Tags of the same equipment" },
  timeline: { zh: "报警记录", en: "Alarm record" },
  notice: { zh: "通知", en: "Notice" },
  fate_pending: { zh: "待发", en: "to be told" },
  fate_sent: { zh: "已发", en: "sent" },
  fate_failed: { zh: "未能通知", en: "not reached" },
  fate_superseded: { zh: "已作废", en: "superseded" },
  alarmsOfTag: { zh: "本位号报警", en: "Alarms of this tag" },
  stale: { zh: "数据超时", en: "Stale" },
  noData: { zh: "无数据", en: "No data" },

  priority_critical: { zh: "紧急", en: "Critical" },
  priority_high: { zh: "高", en: "High" },
  priority_medium: { zh: "中", en: "Medium" },
  priority_low: { zh: "低", en: "Low" },

  state_normal: { zh: "正常", en: "Normal" },
  state_unacknowledged: { zh: "未确认", en: "Unacknowledged" },
  state_acknowledged: { zh: "已确认", en: "Acknowledged" },
  state_returned_unacknowledged: { zh: "恢复未确认", en: "Returned unacknowledged" },
  state_latched_unacknowledged: { zh: "锁定未确认", en: "Latched unacknowledged" },
  state_latched_acknowledged: { zh: "锁定已确认", en: "Latched acknowledged" },
  held_shelved: { zh: "搁置", en: "Shelved" },
  held_suppressed: { zh: "设计抑制", en: "Suppressed by design" },
  held_out_of_service: { zh: "停用", en: "Out of service" },

  event_raised: { zh: "报警", en: "Raised" },
  event_returned: { zh: "恢复", en: "Returned" },
  event_acknowledged: { zh: "确认", en: "Acknowledged" },
  event_reset: { zh: "复位", en: "Reset" },
  event_shelved: { zh: "搁置", en: "Shelved" },
  event_unshelved: { zh: "取消搁置", en: "Unshelved" },
  event_suppressed: { zh: "设计抑制", en: "Suppressed" },
  event_unsuppressed: { zh: "取消抑制", en: "Unsuppressed" },
  event_removed_from_service: { zh: "停用", en: "Removed from service" },
  event_returned_to_service: { zh: "恢复投用", en: "Returned to service" },
  event_removed: { zh: "移除", en: "Removed" },
  event_commented: { zh: "备注", en: "Commented" },

  condition_LL: { zh: "低低限", en: "LL" },
  condition_L: { zh: "低限", en: "L" },
  condition_H: { zh: "高限", en: "H" },
  condition_HH: { zh: "高高限", en: "HH" },
  condition_gas_H: { zh: "一级报警", en: "Gas level 1" },
  condition_gas_HH: { zh: "二级报警", en: "Gas level 2" },
  condition_oxygen_L: { zh: "缺氧", en: "Oxygen low" },
  condition_oxygen_H: { zh: "富氧", en: "Oxygen high" },
  condition_rate: { zh: "变化率", en: "Rate of change" },
  condition_deviation: { zh: "偏差报警", en: "Deviation" },
  condition_discrepancy: { zh: "状态不一致报警", en: "Discrepancy" },
  condition_digital: { zh: "开关量报警", en: "Digital" },
  condition_stale: { zh: "数据超时", en: "Stale" },
  condition_bad_quality: { zh: "质量坏", en: "Bad quality" },
  condition_out_of_range: { zh: "超量程", en: "Out of range" },
  condition_frozen: { zh: "死值", en: "Frozen" },
  condition_spike: { zh: "跳变", en: "Spike" },
  condition_noise_lost: { zh: "噪声消失", en: "Noise lost" },
  condition_implausible: { zh: "变化不合理", en: "Implausible change" },
  condition_stel: { zh: "短时间接触超限", en: "Short-term exposure" },
  condition_twa: { zh: "时间加权平均接触超限", en: "Time-weighted exposure" },
  condition_gas_confirmed: { zh: "多点气体确认", en: "Gas confirmed" },
  condition_clock: { zh: "时钟异常", en: "Clock" },
  condition_protection_lost: { zh: "保护失效", en: "Protection lost" },
  condition_voted: { zh: "表决报警", en: "Voted" },
  condition_demand: { zh: "联锁要求", en: "Demand" },
  condition_interlock_failed: { zh: "联锁拒动", en: "Interlock failed to act" },
  condition_interlock_unverified: { zh: "联锁未能验证", en: "Interlock unverified" },
  condition_spurious_trip: { zh: "联锁误动", en: "Spurious trip" },
  condition_demand_while_bypassed: { zh: "旁路期间联锁要求", en: "Demand while bypassed" },
  condition_bypass_overdue: { zh: "超期旁路", en: "Bypass overdue" },
  condition_proof_test_overdue: { zh: "检验测试超期", en: "Proof test overdue" },
  condition_balance: { zh: "物料平衡", en: "Balance" },
  condition_forecast: { zh: "预测预警", en: "Predictive warning" },
  condition_model: { zh: "模型预测预警", en: "Predictive warning (model)" },
  condition_gateway_lost: { zh: "失联", en: "Gateway lost" },
  condition_gateway_gap: { zh: "数据缺口", en: "Data gap" },
  condition_system: { zh: "告警", en: "System alert" },

  quality_good: { zh: "好", en: "Good" },
  quality_uncertain: { zh: "不确定", en: "Uncertain" },
  quality_bad: { zh: "坏", en: "Bad" },
  quality_none: { zh: "无数据", en: "No data" },

  mark_late: { zh: "补录报警", en: "Found late" },
  mark_clock_suspect: { zh: "时钟可疑", en: "Clock suspect" },
  mark_backfill: { zh: "补传", en: "Backfill" },
  mark_simulated: { zh: "模拟", en: "Simulated" },
  mark_conflict: { zh: "数值冲突", en: "Conflicting values" },
  mark_uncertain: { zh: "质量不确定", en: "Uncertain" },
  mark_forced: { zh: "强制值", en: "Forced value" },
  mark_last_known: { zh: "按最后已知值", en: "On last known value" },
  mark_possibly_beyond: { zh: "可能真实超限", en: "Possibly beyond its limit" },
  mark_source_down: { zh: "来源断开", en: "Source down" },
  mark_coalesced: { zh: "超量合并", en: "Coalesced in overload" },
  mark_out_of_range: { zh: "超量程", en: "Out of range" },
  mark_first_out: { zh: "首出", en: "First-out" },
  mark_undecided: { zh: "先后无法区分", en: "Order undecided" },
  mark_spike: { zh: "跳变", en: "Spike" },
  mark_frozen: { zh: "死值", en: "Frozen" },
  mark_noise_lost: { zh: "噪声消失", en: "Noise lost" },
  mark_implausible: { zh: "变化不合理", en: "Implausible change" },
  mark_unrecorded: { zh: "未落盘", en: "Unrecorded" },
  mark_limit_changed: { zh: "限值已修改", en: "Limit changed" },
  mark_stale: { zh: "数据超时", en: "Stale" },

  actor_system: { zh: "系统", en: "System" },

  helpMove: { zh: "选择上一行 / 下一行", en: "Select the previous / next row" },
  helpBeside: {
    zh: "选择同一位号的其他报警",
    en: "Select another alarm of the same tag",
  },
  helpDetail: { zh: "转到详情", en: "Go to the detail" },
  helpAcknowledge: {
    zh: "确认详情中所示的一条报警（同一行的其他报警不确认）",
    en: "Acknowledge the one alarm in the detail, not the others in its row",
  },
  helpShelve: { zh: "搁置所选报警", en: "Shelve the selected alarm" },
  helpReset: { zh: "复位所选锁定报警", en: "Reset the selected latched alarm" },
  helpSilence: { zh: "消音（不等于确认）", en: "Silence (does not acknowledge)" },
  helpFilter: { zh: "只看该级别", en: "Show only that priority" },
  helpHelp: { zh: "显示 / 关闭本页", en: "Show / close this page" },
  keySpace: { zh: "空格", en: "Space" },
} as const satisfies Record<string, Record<Language, string>>;

export type Word = keyof typeof words;

/** The word in a language, its `{places}` filled in. */
export function say(
  language: Language,
  word: Word,
  places: Readonly<Record<string, string | number>> = {},
): string {
  return words[word][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in places ? String(places[name]) : whole,
  );
}

/**
 * The word for something the server named (`state`, `event`, `condition`, …). What this version of
 * the console does not know yet is shown as the server wrote it rather than hidden.
 */
export function sayNamed(language: Language, family: string, name: string): string {
  const key = `${family}_${name}`;
  return key in words ? say(language, key as Word) : name;
}

/** A name given in Chinese and perhaps in English. */
export function pickName(
  language: Language,
  named: { name: string; name_en?: string | null },
): string {
  return language === "en" && named.name_en ? named.name_en : named.name;
}
