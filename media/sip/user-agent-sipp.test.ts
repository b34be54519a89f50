/** Against SIPp, whose SIP stack is not ours. Debian package sip-tester; without it these tests are skipped and say so. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { freeSipPort } from '../../kernel/free-port.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { Scope } from '../../kernel/scope.js';
import type { SipCall, SipCallEvent } from './call.js';
import { createTransport } from './transport-layer.js';
import { UserAgent } from './user-agent.js';

const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';

const skip = spawnSync('sipp', ['-v']).error ? 'sipp (Debian package sip-tester) is not installed' : false;

/** Runs SIPp to its end. @returns what it complains of, '' when every call went as its scenario says. */
async function sipp(scope: Scope, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-sipp-'));
  scope.own(() => rm(folder, { recursive: true }));
  const fixed = ['-nostdin', '-i', '127.0.0.1', '-timeout', '30s', '-timeout_error'];
  return new Promise((resolve) => {
    execFile('sipp', [...args, ...fixed], { cwd: folder, timeout: 40_000 }, (error, _, complaint) =>
      resolve(error ? `exit ${error.code ?? error.signal}: ${complaint}` : ''),
    );
  });
}

async function agentOver(scope: Scope, protocol: 'udp' | 'tcp') {
  const transport = await createTransport({
    binds: [{ protocol, address: '127.0.0.1', port: 0 }],
    clock: systemClock,
    random: systemRandom,
    scope,
    log: silentLogger,
  });
  const agent = new UserAgent({
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    transport,
    admission: { admit: () => ({ kind: 'admit', admission: { kind: 'loopback' } }) },
  });
  scope.own(() => agent.close());
  return { agent, port: transport.listening[0]?.port ?? 0 };
}

function outcome(call: SipCall): Promise<SipCallEvent[]> {
  const events: SipCallEvent[] = [];
  return new Promise((resolve) => {
    call.events.on((event) => {
      events.push(event);
      if (event.type === 'ended') resolve(events);
    });
  });
}

const transportOf = { udp: 'u1', tcp: 't1' } as const;

for (const protocol of ['udp', 'tcp'] as const) {
  t.test(`SIPp calls over ${protocol}: every call is answered and ended by its BYE`, { skip }, async (t) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const { agent, port } = await agentOver(scope, protocol);
    const outcomes: Promise<SipCallEvent[]>[] = [];
    agent.inbound.on((call) => {
      outcomes.push(outcome(call));
      call.progress(180);
      call.answer(sdp);
    });
    const own = String(await freeSipPort('127.0.0.1'));
    const args = ['-sn', 'uac', `127.0.0.1:${port}`, '-s', '12345', '-m', '30', '-r', '30', '-d', '100'];
    t.equal(await sipp(scope, [...args, '-p', own, '-t', transportOf[protocol]]), '');
    const ends = (await Promise.all(outcomes)).map((events) => events.map(({ type }) => type).join());
    t.same(new Set(ends), new Set(['established,ended']));
    t.equal(ends.length, 30);
    t.match(agent.counts, { calls: 0, dialogs: 0, inbound: 30 });
  });

  t.test(`SIPp answers over ${protocol}: ring, talk, and a BYE of ours`, { skip }, async (t) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    const { agent } = await agentOver(scope, protocol);
    const own = await freeSipPort('127.0.0.1');
    const run = sipp(scope, ['-sn', 'uas', '-m', '10', '-p', String(own), '-t', transportOf[protocol]]);
    // SIPp needs a moment to open its port: over UDP the INVITE is repeated, over TCP the first tries are refused.
    const outcomes: SipCallEvent[][] = [];
    while (outcomes.length < 10) {
      const call = agent.invite({
        target: `sip:bob@127.0.0.1:${own};transport=${protocol}`,
        from: { display: '', user: '12345' },
        sdp,
      });
      call.events.on((event) => {
        if (event.type === 'established') call.hangup({ q850: 16 });
      });
      const events = await outcome(call);
      if (events.some(({ type }) => type === 'established')) outcomes.push(events);
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
    t.equal(await run, '');
    t.same(new Set(outcomes.map((events) => events.at(-1)?.type)), new Set(['ended']));
    t.equal(agent.counts.calls, 0);
  });
}

t.test('a tenth of the packets lost: SIPp’s calls all end as they should', { skip }, async (t) => {
  const scope = new Scope();
  t.teardown(() => scope.close());
  const { agent, port } = await agentOver(scope, 'udp');
  agent.inbound.on((call) => {
    call.progress(180);
    call.answer(sdp);
  });
  const own = String(await freeSipPort('127.0.0.1'));
  const args = ['-sn', 'uac', `127.0.0.1:${port}`, '-s', '12345', '-m', '20', '-r', '20', '-d', '100'];
  t.equal(await sipp(scope, [...args, '-p', own, '-lost', '10']), '');
  t.equal(agent.counts.inbound, 20);
});
