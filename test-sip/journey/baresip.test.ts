import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeSipPort } from '../../kernel/free-port.js';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { startGuarded, type GuardedChild } from '../guarded-child.js';
import { holdsTone, tone } from '../peer/tone.js';
import { readWav, writePcmWav } from '../peer/wav.js';
import { callerHz } from '../product/sipp.js';
import { agentHz, inHall } from './hall.js';
import type { Product } from '../product/product.js';

/** baresip as an agent's phone: it answers by itself and says a tone. */
async function baresip(scope: Scope, product: Product, agent: string): Promise<GuardedChild> {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-baresip-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'tone.wav'), writePcmWav(tone(agentHz, 60_000)));
  const modules = ['g711', 'aufile', 'account', 'menu'];
  const settings = [
    `sip_listen 127.0.0.1:${await freeSipPort('127.0.0.1')}`,
    `audio_source aufile,${join(folder, 'tone.wav')}`,
    `audio_player aufile,${join(folder, 'heard.wav')}`,
    'module_path /usr/lib/baresip/modules',
    ...modules.map((name) => `module ${name}.so`),
  ];
  writeFileSync(join(folder, 'config'), `${settings.join('\n')}\n`);
  const password = product.passwords.get(agent) ?? '';
  const account = [
    `<sip:${agent}@yihao;transport=udp>`,
    `auth_pass=${password}`,
    `outbound="sip:127.0.0.1:${product.sip.port};transport=udp"`,
    'answermode=auto',
    'regint=60',
  ];
  writeFileSync(join(folder, 'accounts'), `${account.join(';')}\n`);
  const child = startGuarded('baresip', ['-f', folder], { cwd: folder });
  scope.own(() => child.stop());
  return child;
}

inHall({
  'baresip registers as an agent, answers, talks and hangs up': async (t, hall) => {
    const { product } = hall;
    const scope = new Scope();
    t.teardown(() => scope.close());
    const phone = await baresip(scope, product, '1003');
    await eventually(
      'baresip is registered',
      async () => (await product.web.agent('1003'))?.registered === true,
      15_000,
    );
    await product.ready('1003');
    const caller = await hall.waiting('13600000001');
    await product.untilStage('13600000001', 'talking', 20_000);
    const from = caller.media.packets;
    await eventually('the agent is heard', () => holdsTone(caller.media.heardSince(from), agentHz));
    await phone.stop();
    const id = await product.finished('13600000001', 40_000);
    const { call } = await product.web.call(id);
    t.match(call, { outcome: 'answered', agent: '1003' });
    const [left = new Float32Array(), right = new Float32Array()] = readWav(
      await product.web.recording(id),
    ).channels;
    t.ok(holdsTone(left, callerHz), 'left: the caller');
    t.ok(holdsTone(right, agentHz), 'right: baresip');
  },
});
