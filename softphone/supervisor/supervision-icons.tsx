import {
  AudioOutlined,
  CustomerServiceOutlined,
  LogoutOutlined,
  MessageOutlined,
  PhoneOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { SupervisionAction } from './supervision.js';

export const supervisionIcons: Readonly<Record<SupervisionAction, ReactNode>> = {
  listen: <CustomerServiceOutlined aria-hidden />,
  whisper: <MessageOutlined aria-hidden />,
  barge: <AudioOutlined aria-hidden />,
  leave: <LogoutOutlined aria-hidden />,
  takeOver: <SwapOutlined aria-hidden />,
  hangUp: <PhoneOutlined rotate={135} />,
};
