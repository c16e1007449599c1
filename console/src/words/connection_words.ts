/** Words of the connection test of a gateway: part of the words on the screen, see `words.ts`. */
export const connectionWords = {
  testIntro: {
    zh: "网关首次接入时使用：按下列主题和示例发送，检查结果随收到的数据实时更新。",
    en: "For connecting a gateway the first time: send as below; the results follow what arrives.",
  },
  testBegan: { zh: "开始于 {time}", en: "Begun at {time}" },
  testRunning: { zh: "已进行 {age}", en: "running for {age}" },
  testAgain: { zh: "重新开始", en: "Begin again" },
  testPrint: { zh: "打印结果", en: "Print the result" },
  testResult: { zh: "检查结果", en: "Checks" },
  testCounts: {
    zh: "通过 {passed} · 未通过 {failed} · 等待 {waiting}",
    en: "{passed} passed · {failed} not passed · {waiting} waiting",
  },
  testAllPassed: { zh: "全部通过", en: "All passed" },
  testRestarted: {
    zh: "平台在测试期间重启过，计数从重启算起",
    en: "The platform was restarted meanwhile; counts begin there",
  },
  testNotRead: {
    zh: "台账等未能读取（{time} 起），结果可能不是最新",
    en: "The ledger could not be read (since {time}); results may be old",
  },
  testLost: {
    zh: "与平台的连接中断，结果停在断开时",
    en: "The connection to the platform is lost; the results stand still",
  },
  testPark: { zh: "园区", en: "Park" },
  testTime: { zh: "打印时间", en: "Printed" },
  testSignature: { zh: "企业签字", en: "For the enterprise" },
  testSignaturePark: { zh: "园区签字", en: "For the park" },

  outcome_passed: { zh: "通过", en: "Passed" },
  outcome_failed: { zh: "未通过", en: "Not passed" },
  outcome_waiting: { zh: "等待", en: "Waiting" },
  outcome_spared: { zh: "不适用", en: "Does not apply" },

  check_connected: { zh: "已连接", en: "Connected" },
  check_taken: { zh: "收到第一帧数据", en: "First frame taken" },
  check_numbered: { zh: "帧已编号并应答", en: "Numbered and acknowledged" },
  check_clock: { zh: "时钟在允差内", en: "Clock within tolerance" },
  check_known: { zh: "位号名称全部认识", en: "All tags known" },
  check_plausible: { zh: "质量、单位、数值合理", en: "Qualities, units and values plausible" },
  check_complete: { zh: "位号全部收到", en: "Every tag heard" },
  check_steady: { zh: "一分钟内稳定无缺帧", en: "Steady and without gaps for a minute" },
  check_unrefused: { zh: "无拒收", en: "Nothing refused" },

  test_waits_for_readings: { zh: "尚未收到读数", en: "No reading has come yet" },
  test_connected_never: {
    zh: "从未收到该网关的任何报文。检查：代理地址和端口、用户名密码、主题是否逐字相同、防火墙。",
    en: "Nothing was ever heard of this gateway. Check address and port of the broker, user and password, the topic letter by letter, firewalls.",
  },
  test_connected_before: {
    zh: "测试开始后尚未收到；最近一次 {time}",
    en: "Nothing since the test began; last heard at {time}",
  },
  test_connected_passed: { zh: "最近收到 {time}", en: "Last heard at {time}" },
  test_connected_offline: {
    zh: "{time} 收到过，现为离线：网关声明离线、遗嘱生效或失联",
    en: "Heard at {time}, now offline: it said so, its will was sent, or it fell silent",
  },
  test_taken_waiting: { zh: "尚未收到数据帧", en: "No frame yet" },
  test_taken_status: {
    zh: "收到了状态报文，还没有读数：检查数据主题",
    en: "Status has come, but no reading: check the topic of data",
  },
  test_taken_passed: {
    zh: "{frames} 帧，{readings} 个读数",
    en: "Frames: {frames}, readings: {readings}",
  },
  test_taken_refused: {
    zh: "收到的都被拒收（{refused} 条），见末项",
    en: "All that came was refused ({refused}), see the last check",
  },
  test_numbered_spared: {
    zh: "该格式的帧不带序号，平台不应答",
    en: "Frames of this format have no numbers and are not acknowledged",
  },
  test_numbered_none: {
    zh: "帧不带序号：加 seq（每帧加 1）和 boot，否则断线时丢帧无人知道",
    en: "Frames have no numbers: add seq (up by 1 a frame) and boot, or nobody knows what is lost with the link",
  },
  test_numbered_no_boot: {
    zh: "有 seq（{seq}）而没有 boot：加 boot 才会应答",
    en: "There is seq ({seq}) but no boot: only with boot it is acknowledged",
  },
  test_numbered_unacknowledged: {
    zh: "收到序号 {seq}，尚未应答",
    en: "Number {seq} has come and is not acknowledged yet",
  },
  test_numbered_passed: {
    zh: "收到序号 {seq}，已应答至 {acknowledged}",
    en: "Number {seq} has come, acknowledged up to {acknowledged}",
  },
  test_numbered_gap: {
    zh: "收到序号 {seq}，应答停在 {acknowledged}：缺下列帧，请网关重发",
    en: "Number {seq} has come, acknowledged only up to {acknowledged}: frames are missing, send them again",
  },
  test_clock_waiting: {
    zh: "测试开始后尚无带时间的报文：需有采集时间，最好还有 sent（允差 {tolerance} s）",
    en: "No frame with a time since the test began: it needs a source time, better also sent (tolerance {tolerance} s)",
  },
  test_clock_spared: {
    zh: "该格式不带时间，以收到的时刻为准",
    en: "This format has no time; that of arrival counts",
  },
  test_clock_passed: {
    zh: "相差 {seconds} s，允差 {tolerance} s",
    en: "{seconds} s apart, tolerance {tolerance} s",
  },
  test_clock_behind: {
    zh: "网关时钟慢 {seconds} s，允差 {tolerance} s：请校时（NTP），检查是否误用了本地时间",
    en: "Its clock is {seconds} s slow, tolerance {tolerance} s: set it (NTP); is local time sent as UTC?",
  },
  test_clock_ahead: {
    zh: "网关时钟快 {seconds} s，允差 {tolerance} s：请校时（NTP），检查是否误用了本地时间",
    en: "Its clock is {seconds} s fast, tolerance {tolerance} s: set it (NTP); is local time sent as UTC?",
  },
  test_known_passed: { zh: "名称都在厂区目录中", en: "All names are in the plant directory" },
  test_known_failed: {
    zh: "{count} 个名称不在厂区目录中",
    en: "Names that are not in the plant directory: {count}",
  },
  test_known_nearest: { zh: "是否指 {name}？", en: "{name} perhaps?" },
  test_known_taken: { zh: "{detail}", en: "{detail}" },
  test_plausible: {
    zh: "质量好 {share} %（{heard} 个中 {good} 个）",
    en: "{share} % of good quality ({good} of {heard})",
  },
  test_beyond_range: { zh: "{value}，量程 {range}", en: "{value}, range {range}" },
  test_refused_unit: { zh: "单位不符：{detail}", en: "Unit: {detail}" },
  test_complete_passed: { zh: "{heard} / {tags}", en: "{heard} of {tags}" },
  test_complete_missing: {
    zh: "{heard} / {tags}，尚缺：",
    en: "{heard} of {tags}, missing:",
  },
  test_complete_no_tags: {
    zh: "厂区目录中没有该企业的位号",
    en: "The plant directory has no tags of this enterprise",
  },
  test_complete_elsewhere: {
    zh: "该企业的位号目前由别的网关上传，无从判断本网关应传哪些",
    en: "The enterprise's tags are brought by another gateway so far; which are this one's is not known",
  },
  test_tag_of: { zh: "位号 {tag}", en: "tag {tag}" },
  test_steady_waiting: { zh: "还需观察 {left} s", en: "{left} s more to watch" },
  test_steady_silent: { zh: "最近一分钟没有收到报文", en: "Nothing has come in the last minute" },
  test_steady_gaps: {
    zh: "{rate} 读数/s，缺 {gaps} 帧",
    en: "{rate} readings/s, frames missing: {gaps}",
  },
  test_steady_broken: {
    zh: "{rate} 读数/s，曾中断 {silence} s",
    en: "{rate} readings/s, once silent for {silence} s",
  },
  test_steady_few: {
    zh: "{rate} 读数/s，按位号周期应有 {promised} 读数/s",
    en: "{rate} readings/s, by the tags' intervals it should be {promised}",
  },
  test_steady_passed: { zh: "{rate} 读数/s，无缺帧", en: "{rate} readings/s, no gaps" },
  test_unrefused_passed: {
    zh: "测试开始后没有拒收",
    en: "Nothing was refused since the test began",
  },
  test_unrefused_failed: { zh: "拒收 {count} 条", en: "{count} refused" },
  test_refused_for: { zh: "{tag} {detail}", en: "{tag} {detail}" },
  testMoreFindings: { zh: "另有 {count} 项", en: "{count} more" },

  sampleTitle: { zh: "向哪里发送、怎样发送", en: "Where to send, and how" },
  topicData: { zh: "数据（发布，QoS 1，不保留）", en: "Data (publish, QoS 1, not retained)" },
  topicFilter: {
    zh: "数据（平台订阅的主题过滤器）",
    en: "Data (the filter that the platform reads)",
  },
  topicOneTag: { zh: "单个位号（发布）", en: "One tag's data (publish)" },
  topicBackfill: {
    zh: "补传（发布，QoS 1，不保留）",
    en: "Backfill (publish, QoS 1, not retained)",
  },
  topicStatus: { zh: "状态和遗嘱（发布，保留）", en: "Status and will (publish, retained)" },
  topicAck: { zh: "应答（订阅）", en: "Acknowledgement (subscribe)" },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制", en: "Copied" },
  copyByHand: { zh: "已选中，请按 Ctrl+C", en: "Selected, press Ctrl+C" },
  copyOf: { zh: "复制 {what}", en: "Copy {what}" },
  sampleMessage: {
    zh: "示例报文（位号取自本厂区目录）",
    en: "Sample message, with this plant's own tags",
  },
  sampleTopic: { zh: "主题", en: "Topic" },
  sampleStatus: { zh: "连接后的状态报文", en: "Status after the connect" },
  sampleWill: { zh: "遗嘱", en: "Will" },
  sampleWarning: {
    zh: "数值仅作示范，取在限值之间；装置运行时不要把示例发到现场位号上。",
    en: "The values are examples, midway between the limits; don't send them for tags of a plant that runs.",
  },
  sampleBinary: {
    zh: "Sparkplug B 报文是 protobuf 二进制，以下只说明其中的内容",
    en: "A Sparkplug B message is binary (protobuf); this only tells what stands in it",
  },
  sampleNoTags: {
    zh: "厂区目录中没有该企业的位号，无法给出示例",
    en: "The plant directory has no tags of this enterprise: no sample can be given",
  },
  sampleNoFormat: {
    zh: "平台不识别格式 {format}",
    en: "The platform does not read the format {format}",
  },
  sampleFresh: { zh: "更新示例时间", en: "Renew the times" },
  note_hazardwatch: {
    zh: "ts、sent 为 UTC 毫秒；seq 每帧加 1，重启后换 boot；每次连接后先发全部位号的现值；帧保留到 ack 的 seq 不小于它。",
    en: "ts and sent are UTC milliseconds; seq goes up by 1 a frame, boot changes with a restart; after every connect send all standing values; keep a frame until the seq on ack reaches it.",
  },
  note_pinyin: {
    zh: "时间为园区当地时间；数值可为文本；报文不得设为保留。",
    en: "Times are the park's local time; values may be text; messages must not be retained.",
  },
  note_neuron: {
    zh: "北向 MQTT 应用的 QoS 设为 1；保持“上报点位错误码”开启；名称为 节点/组/点位。",
    en: "Set the northbound application's QoS to 1 and leave Upload Tag Error Code on; a name is node/group/tag.",
  },
  note_hj212: {
    zh: "示例中 ST、PW、MN 换成数采仪自己的；经 TCP 直连时地址问园区；整包以回车换行结束。",
    en: "Put in the station's own ST, PW and MN; over TCP ask the park for the address; CR LF ends a packet.",
  },
  note_sparkplug: {
    zh: "指标名即位号（设备的指标为 设备/名称）；以 STATE/hazardwatch 为主站。",
    en: "A metric's name is the tag's (of a device: device/name); take STATE/hazardwatch for the primary host.",
  },
  note_bare: {
    zh: "报文只是一个数，通配符处是位号；收到的时刻即采集时间。",
    en: "The message is a number alone, the tag stands in place of the wildcard; the time is that of arrival.",
  },
} as const;
