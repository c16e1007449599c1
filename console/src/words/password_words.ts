/**
 * Words for a password of one's own: part of the words on the screen, which `words.ts` puts together.
 */
export const passwordWords = {
  ownPassword: { zh: "修改我的口令", en: "Change my password" },
  ownAccount: { zh: "账户 {user}：修改口令", en: "Account {user}: change the password" },
  passwordCurrent: { zh: "当前口令", en: "Current password" },
  passwordNext: { zh: "新口令", en: "New password" },
  passwordAgain: { zh: "再输一次新口令", en: "The new one again" },
  passwordRule: {
    zh: "至少 {count} 个字符，不得为演示口令，不得与当前口令相同",
    en: "At least {count} characters, not the demonstration's, and not the current one",
  },
  passwordSessions: {
    zh: "修改后，此账户在其他地方的登录立即结束，须用新口令重新登录；本席位继续。",
    en: "This account's log-ins elsewhere end at once and need the new password; this desk goes on.",
  },
  passwordSave: { zh: "修改口令", en: "Change the password" },
  passwordSaving: { zh: "正在修改…", en: "Changing…" },
  passwordDone: {
    zh: "口令已修改，其他地方的登录已结束",
    en: "The password is changed; log-ins elsewhere have ended",
  },
  passwordSignOn: {
    zh: "此账户由统一身份认证登录，本平台不保存其口令，请在统一身份认证系统中修改。",
    en: "This account logs in by the site's identity provider: its password is kept and changed there, not here.",
  },
  passwordFault_current: { zh: "请输入当前口令", en: "Type the current password" },
  passwordFault_short: { zh: "新口令太短", en: "The new password is too short" },
  passwordFault_same: { zh: "新口令与当前口令相同", en: "The new password is the current one" },
  passwordFault_differs: { zh: "两次输入的新口令不一致", en: "The new password was typed in two ways" },
  passwordRefusal_wrong: { zh: "未修改：当前口令不正确", en: "Not changed: the current password is another" },
  passwordRefusal_rules: {
    zh: "未修改：新口令不符合规则",
    en: "Not changed: the new password does not meet the rules",
  },
  passwordRefusal_wait: {
    zh: "未修改：尝试过多，请半分钟后再试",
    en: "Not changed: too many attempts, try again in half a minute",
  },
  passwordRefusal_session: { zh: "未修改：登录已到期", en: "Not changed: the session has ended" },
  passwordRefusal_unknown: {
    zh: "没有收到答复，不能确定是否已修改：请重试，若当前口令被拒绝，则新口令已生效",
    en: "No answer, so it may have been changed: try again; if the current one is refused, the new one holds",
  },
  passwordRefusal_other: { zh: "未修改：平台未能处理", en: "Not changed: the platform could not do it" },
} as const;
