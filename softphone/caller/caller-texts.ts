import type { CallEnd } from '../phone/phone-state.js';
import { defineTexts } from '../i18n/language.js';

const endsZh: Readonly<Record<CallEnd, string>> = {
  local: '通话已结束',
  remote: '对方已挂断',
  cancelled: '呼叫已取消',
  rejected: '呼叫被拒绝',
  busy: '线路忙，请稍后再拨',
  noAnswer: '无人接听',
  notFound: '号码不存在',
  failed: '呼叫失败，请稍后再试',
};
const endsEn: Readonly<Record<CallEnd, string>> = {
  local: 'The call is over',
  remote: 'The hotline hung up',
  cancelled: 'Cancelled',
  rejected: 'The call was refused',
  busy: 'All lines are busy, try again later',
  noAnswer: 'No answer',
  notFound: 'There is no such number',
  failed: 'The call failed, try again later',
};

export const callerTexts = defineTexts(
  {
    title: '拨打热线',
    number: '热线号码',
    call: '呼叫',
    hangUp: '挂断',
    mute: '静音',
    unmute: '取消静音',
    keys: '按键',
    idle: '点击“呼叫”开始，浏览器会请求使用麦克风',
    connecting: '正在接通…',
    talking: '通话中',
    off: '网页拨打热线未开放。',
    none: '还没有配置热线号码。',
    limited: '尝试过于频繁，请一分钟后再试。',
    language: 'English',
    ends: endsZh,
  },
  {
    title: 'Call the hotline',
    number: 'Hotline number',
    call: 'Call',
    hangUp: 'Hang up',
    mute: 'Mute',
    unmute: 'Unmute',
    keys: 'Keys',
    idle: 'Press “Call”; the browser will ask for the microphone',
    connecting: 'Connecting …',
    talking: 'Talking',
    off: 'Calling from a browser is not open.',
    none: 'There is no hotline number yet.',
    limited: 'Too many attempts; wait a minute.',
    language: '中文',
    ends: endsEn,
  },
);
