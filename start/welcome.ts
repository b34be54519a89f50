/** The text that whoever started Yihao reads. */
import type { Credential } from '../kernel/launch-message.js';
import { authority, outsideAddress, type Plan } from './plan.js';

export interface Shown {
  readonly administrator: Credential | undefined;
  readonly demo: readonly Credential[];
}

export function welcome(plan: Plan, shown: Shown): string {
  const outside = outsideAddress([plan.httpAddress]);
  // A browser gives a page of this machine a microphone without https only by this name (or a loopback address).
  const here = listensEverywhere(plan.httpAddress) ? 'localhost' : outside;
  const web = `http://${authority(here, plan.httpPort)}`;
  const sip = outsideAddress(plan.sipAddresses);
  const port = plan.sipPort === 5060 ? '' : `:${plan.sipPort}`;
  return [
    'Yihao is running. Ctrl-C stops it.',
    '',
    `  Web page   ${web}/   (HTTP interface: /docs)`,
    ...(listensEverywhere(plan.httpAddress)
      ? [
          `             http://${authority(outside, plan.httpPort)}/ from elsewhere, where a microphone needs https`,
        ]
      : []),
    ...administrator(shown.administrator),
    ...(plan.embeddedSwitch ? [`  SIP        ${authority(sip, plan.sipPort)}, UDP and TCP`] : []),
    ...(plan.demo ? demo(shown.demo, `${loopback(plan.sipAddresses)}${port}`, web) : system()),
    `  Logs       ${plan.data}/logs`,
    '',
  ].join('\n');
}

function listensEverywhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function administrator(first: Credential | undefined): string[] {
  if (!first) return [];
  return [
    `  Sign in    ${first.name} / ${first.password}`,
    '             (shown this once; the first sign-in asks for a new password)',
  ];
}

/** The demo's hotline is open to calls whose source is a loopback address; to no other of this machine. */
function loopback(sipAddresses: readonly string[]): string {
  return sipAddresses.some((address) => address === '0.0.0.0' || address.startsWith('127.'))
    ? '127.0.0.1'
    : '[::1]';
}

function demo(made: readonly Credential[], at: string, web: string): string[] {
  const lines = [
    `  Hotline    call it from a browser: ${web}/softphone/caller/`,
    `             or dial sip:12345@${at} from a SIP phone on this machine`,
  ];
  if (made.length === 0) {
    return [...lines, '  Agents     1001 to 1004; their passwords were shown when they were made'];
  }
  return [
    ...lines,
    '  Agents     number and password, for the web page and for a SIP phone (shown this once):',
    ...made.map((one) => `             ${one.name} / ${one.password}   ${one.about}`),
  ];
}

function system(): string[] {
  return [
    '  To fill it: sign in and use Administration (skills, queues, agents, numbers), or start once with',
    '             npm start -- --demo   for a demo hotline 12345 with four agents',
  ];
}
