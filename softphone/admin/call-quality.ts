/** What a switch measured of a leg and why it ended, as people read it. */
import type { Language } from '../i18n/language.js';

/** Hang-up causes as FreeSWITCH names them; the rest are shown by their names. */
const causes: Readonly<Record<string, string>> = {
  NORMAL_CLEARING: '正常挂机',
  ORIGINATOR_CANCEL: '主叫取消',
  NO_ANSWER: '无人接听',
  NO_USER_RESPONSE: '对方无响应',
  USER_BUSY: '对方忙',
  CALL_REJECTED: '对方拒接',
  UNALLOCATED_NUMBER: '空号',
  USER_NOT_REGISTERED: '话机未注册',
  SUBSCRIBER_ABSENT: '对方关机或不在服务区',
  DESTINATION_OUT_OF_ORDER: '对方线路故障',
  NORMAL_TEMPORARY_FAILURE: '暂时不可用',
  NETWORK_OUT_OF_ORDER: '网络故障',
  RECOVERY_ON_TIMER_EXPIRE: '信令超时',
  MEDIA_TIMEOUT: '语音中断超时',
  NORMAL_UNSPECIFIED: '正常结束',
  ALLOTTED_TIMEOUT: '超过时限',
  LOSE_RACE: '已由其他话机接听',
  PICKED_OFF: '已被代接',
  BLIND_TRANSFER: '直接转接',
  ATTENDED_TRANSFER: '咨询转接',
  MANAGER_REQUEST: '被系统挂断',
};

export function causeWords(cause: string, language: Language): string {
  if (language === 'en') return cause.toLowerCase().replaceAll('_', ' ');
  return causes[cause] ?? cause;
}

export type QualityName = 'mos' | 'lost' | 'jitter';

/** The three that an operator goes by; what was not measured is left out. */
export function qualityFigures(
  measured: unknown,
): readonly { readonly name: QualityName; readonly figure: string }[] {
  if (typeof measured !== 'object' || measured === null) return [];
  const { mos, lostIn, packetsIn, jitterMs } = measured as Readonly<Record<string, unknown>>;
  const figures: { name: QualityName; figure: string }[] = [];
  if (typeof mos === 'number') figures.push({ name: 'mos', figure: mos.toFixed(1) });
  if (typeof lostIn === 'number' && typeof packetsIn === 'number') {
    const sent = lostIn + packetsIn;
    figures.push({ name: 'lost', figure: `${(sent === 0 ? 0 : (lostIn / sent) * 100).toFixed(1)} %` });
  }
  if (typeof jitterMs === 'number') figures.push({ name: 'jitter', figure: `${jitterMs.toFixed(1)} ms` });
  return figures;
}
