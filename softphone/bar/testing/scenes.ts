/** States of the bar as it meets them, for tests and for looking at it. */
import type { AgentView } from '../../../engine/control.js';
import type { ConversationView } from '../../../engine/desk.js';
import { initialPhoneState, type PhoneCall, type PhoneState } from '../../phone/phone-state.js';
import { initialBarState, type BarState } from '../bar-state.js';

export const sceneNow = Date.UTC(2026, 0, 5, 2, 0, 0);

export const sceneAgent: AgentView = {
  ...{ id: '1001', name: '王小明', state: 'ready', reason: '', since: sceneNow - 75_000, registered: true },
};

export const workingPhone: PhoneState = {
  ...initialPhoneState,
  ...{ ownership: 'mine', socket: 'open', registration: 'registered', microphone: 'ready', user: '1001' },
};

export const sceneCall: PhoneCall = {
  ...{ id: 'sip-1', direction: 'in', state: 'ringing', number: '13812345678', name: '', conversation: 'c1' },
  ...{ startedAt: sceneNow - 3_000, answeredAt: null, held: false, muted: false, digits: '' },
};

export const sceneConversation: ConversationView = {
  ...{
    id: 'c1',
    direction: 'inbound',
    state: 'ringing',
    since: sceneNow - 3_000,
    startedAt: sceneNow - 48_000,
  },
  ...{
    agent: '1001',
    caller: '13812345678',
    callerName: '李女士',
    callerLevel: 'important',
    called: '12345',
  },
  ...{
    queue: 'general',
    keys: [
      { node: 'main', digits: '1' },
      { node: 'kind', digits: '2' },
    ],
  },
  data: { 区域: '城北区', 诉求类型: '供水' },
  parties: [],
};

export const readyScene: BarState = {
  ...initialBarState,
  ...{ session: 'signedIn', link: 'open', agent: sceneAgent, phone: workingPhone },
  queueNames: { general: '综合服务' },
  user: { name: 'wang', role: 'agent', agent: '1001', mustChangePassword: false },
};

const talkingPhone: PhoneState = {
  ...workingPhone,
  call: { ...sceneCall, state: 'talking', answeredAt: sceneNow - 30_000 },
  quality: { loss: 0.002, jitterMs: 3, roundTripMs: 24, mos: 4.3, packets: 100 },
};

/** By name. */
export const scenes = {
  signIn: { ...initialBarState, session: 'signedOut' },
  ready: readyScene,
  forced: {
    ...readyScene,
    agent: { ...sceneAgent, state: 'notReady', reason: 'training' },
    forcedBy: 'leader',
    message: { from: '值班长', text: '请处理积压工单', at: sceneNow },
  },
  incoming: {
    ...readyScene,
    agent: { ...sceneAgent, state: 'offered' },
    phone: { ...workingPhone, call: sceneCall },
    conversation: sceneConversation,
  },
  talking: {
    ...readyScene,
    agent: { ...sceneAgent, state: 'talking' },
    phone: talkingPhone,
    conversation: { ...sceneConversation, state: 'talking' },
  },
  consulting: {
    ...readyScene,
    agent: { ...sceneAgent, state: 'talking' },
    phone: talkingPhone,
    conversation: {
      ...sceneConversation,
      state: 'consulting',
      parties: [
        { leg: 'l2', role: 'consulted', party: '1002', name: '张丽', state: 'talking', since: sceneNow },
      ],
    },
  },
  wrapUp: { ...readyScene, agent: { ...sceneAgent, state: 'wrapUp', wrapUpUntil: sceneNow + 25_000 } },
  noMicrophone: {
    ...readyScene,
    agent: { ...sceneAgent, state: 'deviceFault', reason: 'microphone' },
    phone: { ...workingPhone, microphone: 'denied' },
  },
  otherTab: {
    ...readyScene,
    phone: { ...workingPhone, ownership: 'otherTab', socket: 'closed', registration: 'none' },
  },
} as const satisfies Record<string, BarState>;
