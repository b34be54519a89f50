/** Words of the trade that every page uses: states, reasons, results. Chinese as the customers say it. */
import type { AgentStateName } from '../../engine/control.js';
import type { ConversationView, DialResult, PartyRole, SupervisionMode } from '../../engine/desk.js';
import type { PhoneProblem } from '../phone/phone-health.js';
import { defineTexts, type Language } from './language.js';

/** Reasons that an agent can give for not being ready; the codes go to the engine and into the reports. */
export const notReadyReasons = ['busy', 'break', 'training', 'meeting', 'meal', 'outbound'] as const;
export type NotReadyReason = (typeof notReadyReasons)[number];

type ByName<N extends string> = Readonly<Record<N, string>>;

const agentStatesZh: ByName<AgentStateName> = {
  signedOut: '签出',
  ready: '示闲',
  notReady: '示忙',
  offered: '振铃',
  talking: '通话',
  wrapUp: '话后整理',
  noAnswer: '未应答',
  deviceFault: '话机故障',
};
const agentStatesEn: ByName<AgentStateName> = {
  signedOut: 'Signed out',
  ready: 'Ready',
  notReady: 'Not ready',
  offered: 'Ringing',
  talking: 'Talking',
  wrapUp: 'Wrap-up',
  noAnswer: 'No answer',
  deviceFault: 'Phone fault',
};

const conversationStatesZh: ByName<ConversationView['state']> = {
  dialling: '呼出中',
  ringing: '振铃',
  talking: '通话中',
  held: '保持中',
  consulting: '咨询中',
  conference: '三方通话',
  inFlow: '语音流程中',
  ended: '已结束',
};
const conversationStatesEn: ByName<ConversationView['state']> = {
  dialling: 'Dialling',
  ringing: 'Ringing',
  talking: 'Talking',
  held: 'On hold',
  consulting: 'Consulting',
  conference: 'Conference',
  inFlow: 'In a flow',
  ended: 'Ended',
};

const dialResultsZh: ByName<DialResult> = {
  busy: '对方忙',
  noAnswer: '无人接听',
  rejected: '对方拒接',
  unknownNumber: '空号',
  switchedOff: '对方关机',
  forbidden: '禁拨号码',
  failed: '呼叫失败',
};
const dialResultsEn: ByName<DialResult> = {
  busy: 'Busy',
  noAnswer: 'No answer',
  rejected: 'Rejected',
  unknownNumber: 'Unknown number',
  switchedOff: 'Switched off',
  forbidden: 'Forbidden number',
  failed: 'Call failed',
};

const reasonsZh: ByName<NotReadyReason> = {
  busy: '示忙',
  break: '小休',
  training: '培训',
  meeting: '会议',
  meal: '就餐',
  outbound: '外呼',
};
const reasonsEn: ByName<NotReadyReason> = {
  busy: 'Busy',
  break: 'Break',
  training: 'Training',
  meeting: 'Meeting',
  meal: 'Meal',
  outbound: 'Outbound work',
};

/** Reasons that the engine gives by itself. */
const systemReasonsZh = {
  signedIn: '刚签入',
  noAnswer: '未应答',
  rejected: '拒接',
  busy: '话机占线',
  fault: '话机故障',
  microphone: '麦克风故障',
  socket: '网络中断',
  registration: '话机未注册',
  media: '语音不通',
  otherTab: '其他页面占用话机',
};
const systemReasonsEn = {
  signedIn: 'just signed in',
  noAnswer: 'no answer',
  rejected: 'rejected',
  busy: 'phone busy',
  fault: 'phone fault',
  microphone: 'microphone fault',
  socket: 'connection lost',
  registration: 'phone not registered',
  media: 'no audio',
  otherTab: 'phone in another tab',
};

const phoneProblemsZh: ByName<PhoneProblem> = {
  microphoneDenied: '浏览器未允许使用麦克风：请点击地址栏的锁形图标，允许麦克风后重新检测。',
  microphoneMissing: '没有找到麦克风：请插好耳麦后重新检测。',
  microphoneBusy: '麦克风被其他程序占用：请关闭占用它的程序后重新检测。',
  microphoneInsecure: '本页面不是安全连接（https），浏览器不允许使用麦克风：请用 https 地址打开。',
  socket: '与服务器的话机连接中断，正在重连。',
  registration: '话机未能注册，正在重试；如持续出现请联系管理员。',
  media: '听不到对方的声音（没有收到语音数据）：请检查网络或防火墙后重新检测。',
  otherTab: '话机正在另一个页面使用，可在此处接管。',
};
const phoneProblemsEn: ByName<PhoneProblem> = {
  microphoneDenied:
    'The browser was not allowed the microphone: allow it at the lock in the address bar, then check again.',
  microphoneMissing: 'There is no microphone: plug the headset in, then check again.',
  microphoneBusy: 'Another program has the microphone: close it, then check again.',
  microphoneInsecure:
    'This page is not secure (https), so the browser gives no microphone: open the https address.',
  socket: 'The phone lost its connection to the server and is trying again.',
  registration: 'The phone could not register and is trying again; if it stays so, ask your administrator.',
  media: 'No audio comes from the other side: check network or firewall, then check again.',
  otherTab: 'The phone is used in another tab; you can take it over here.',
};

const rolesZh: ByName<PartyRole> = {
  caller: '来电人',
  agent: '座席',
  consulted: '被咨询方',
  supervisor: '值班长',
};
const rolesEn: ByName<PartyRole> = {
  caller: 'Caller',
  agent: 'Agent',
  consulted: 'Consulted',
  supervisor: 'Supervisor',
};
const modesZh: ByName<SupervisionMode> = { listen: '监听', whisper: '耳语', barge: '强插' };
const modesEn: ByName<SupervisionMode> = { listen: 'Listen', whisper: 'Whisper', barge: 'Barge in' };

export const domainTexts = defineTexts(
  {
    agentStates: agentStatesZh,
    conversationStates: conversationStatesZh,
    dialResults: dialResultsZh,
    reasons: reasonsZh,
    systemReasons: systemReasonsZh,
    phoneProblems: phoneProblemsZh,
    partyRoles: rolesZh,
    supervisionModes: modesZh,
    directions: { inbound: '呼入', outbound: '呼出', internal: '内部' },
  },
  {
    agentStates: agentStatesEn,
    conversationStates: conversationStatesEn,
    dialResults: dialResultsEn,
    reasons: reasonsEn,
    systemReasons: systemReasonsEn,
    phoneProblems: phoneProblemsEn,
    partyRoles: rolesEn,
    supervisionModes: modesEn,
    directions: { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal' },
  },
);

/** The words for a reason of an agent's state: one that the agent chose, one of the engine's, or free text as it is. */
export function reasonText(state: AgentStateName, reason: string, language: Language): string {
  const words = domainTexts[language];
  // What a browser says of its phone comes as `phone.microphone`.
  const name = reason.replace(/^phone\./, '');
  const lookUp = (table: Readonly<Record<string, string>>): string | undefined => table[name];
  const chosen = lookUp(words.reasons);
  return (state === 'notReady' ? chosen : undefined) ?? lookUp(words.systemReasons) ?? chosen ?? reason;
}
