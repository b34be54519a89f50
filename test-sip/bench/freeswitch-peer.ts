/** FreeSWITCH as the peer: the configuration of docker/freeswitch with a dialplan of its own in place of the engine. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../kernel/scope.js';
import { freeSwitchConfiguration, startFreeSwitch, type RunningFreeSwitch } from '../switch/freeswitch.js';

/** An agent's phone for mod_callcenter. */
export interface CallCenterAgent {
  readonly name: string;
  readonly port: number;
}

const mostChannels = 5_000;

/** What the callers dial: the port of the phone that is called follows. */
export const dialled = {
  bridged: (port: number) => `plain-${port}`,
  recorded: (port: number) => `record-${port}`,
  queue: 'queue',
  menu: 'menu',
} as const;

const bridge = '<action application="bridge" data="sofia/internal/agent@127.0.0.1:$1"/>';

/** The same key again and again leads nowhere, and the prompt plays anew. */
function menu(prompt: string): string {
  const nothing = 'silence_stream://10';
  return `
    <extension name="menu"><condition field="destination_number" expression="^menu$">
      <action application="answer"/>
      <action application="play_and_get_digits" data="1 1 100000 2000 # ${prompt} ${nothing} key [9]"/>
    </condition></extension>`;
}

function dialplan(recordings: string): string {
  return `
    <extension name="plain"><condition field="destination_number" expression="^plain-(\\d+)$">
      ${bridge}
    </condition></extension>
    <extension name="record"><condition field="destination_number" expression="^record-(\\d+)$">
      <action application="answer"/>
      <action application="set" data="RECORD_STEREO=true"/>
      <action application="record_session" data="${recordings}/\${uuid}.wav"/>
      ${bridge}
    </condition></extension>
    <extension name="queue"><condition field="destination_number" expression="^queue$">
      <action application="answer"/>
      <action application="play_and_get_digits" data="1 1 1 20000 # silence_stream://20000 silence_stream://100 key \\d"/>
      <action application="callcenter" data="bench@default"/>
    </condition></extension>`;
}

/** Nobody serves it: who waits there goes on waiting. */
export const crowdQueue = 'crowd@default';

function queue(name: string, music: string): string {
  return `
      <queue name="${name}">
        <param name="strategy" value="longest-idle-agent"/>
        <param name="moh-sound" value="${music}"/>
        <param name="time-base-score" value="system"/>
        <param name="max-wait-time" value="0"/>
        <param name="max-wait-time-with-no-agent" value="0"/>
        <param name="tier-rules-apply" value="false"/>
        <param name="discard-abandoned-after" value="60"/>
        <param name="abandoned-resume-allowed" value="false"/>
      </queue>`;
}

function callCenter(agents: readonly CallCenterAgent[]): string {
  const agentLines = agents.map(
    ({ name, port }) =>
      `<agent name="${name}" type="callback" contact="sofia/internal/${name}@127.0.0.1:${port}" status="Available" ` +
      'max-no-answer="10" wrap-up-time="0" reject-delay-time="1" busy-delay-time="1"/>',
  );
  const tiers = agents.map(
    ({ name }) => `<tier agent="${name}" queue="bench@default" level="1" position="1"/>`,
  );
  return `
    <configuration name="callcenter.conf">
      <settings/>
      <queues>${queue('bench@default', 'local_stream://default')}${queue(crowdQueue, 'silence')}</queues>
      <agents>${agentLines.join('')}</agents>
      <tiers>${tiers.join('')}</tiers>
    </configuration>`;
}

/** Starts it; with agents also mod_callcenter and its queue. @param prompt of a menu; absolute. */
export async function startFreeSwitchPeer(
  scope: Scope,
  program: string,
  agents: readonly CallCenterAgent[] = [],
  prompt?: string,
): Promise<RunningFreeSwitch> {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-bench-freeswitch-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  const configuration = join(folder, 'conf');
  cpSync(freeSwitchConfiguration, configuration, { recursive: true });
  const main = join(configuration, 'freeswitch.xml');
  const before = readFileSync(main, 'utf8');
  const settled = before
    .replace(
      /(<context [^>]*>)[\s\S]*?(<\/context>)/,
      (_, open: string, close: string) =>
        open + dialplan(folder) + (prompt === undefined ? '' : menu(prompt)) + close,
    )
    .replace('</section>', `${agents.length > 0 ? callCenter(agents) : ''}</section>`);
  writeFileSync(main, settled);
  const variables = join(configuration, 'vars.xml');
  const set = /(cmd="set" data="yihao_channels=)\d+/;
  writeFileSync(variables, readFileSync(variables, 'utf8').replace(set, `$1${mostChannels}`));
  if (agents.length > 0) {
    const modules = join(configuration, 'modules.xml');
    const text = readFileSync(modules, 'utf8');
    writeFileSync(
      modules,
      text.replace(
        '<load module="mod_sofia"/>',
        '<load module="mod_sofia"/><load module="mod_loopback"/><load module="mod_callcenter"/>',
      ),
    );
  }
  return startFreeSwitch(scope, program, {
    ...{
      domain: 'bench',
      directoryUrl: 'http://127.0.0.1:9/',
      switchSecret: 'none',
      demo: true,
      configuration,
    },
  });
}
