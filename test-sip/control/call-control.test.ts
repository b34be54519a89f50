/** Call control from the web page to the sound. */
import { eventually } from '../eventually.js';
import {
  ask,
  conversations,
  hear,
  hz,
  supervise,
  taken,
  talking,
  to,
  untilOver,
  untilState,
} from './desk.js';
import { callControl, type Rows } from './stand.js';

const rows: Rows = {
  'hold: silence for the agent, music for the caller; retrieve: they talk': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await hear(t, 'before', { caller, first }, { caller: ['first'], first: ['caller'] });
    await ask(stand.first, { do: 'hold' });
    await hear(t, 'held', { caller, first }, { caller: [], first: [] });
    await ask(stand.first, { do: 'retrieve' });
    await hear(t, 'retrieved', { caller, first }, { caller: ['first'], first: ['caller'] });
    caller.hangup();
    await first.untilEnded();
  },

  'consult, swap, three-way, and the agent leaves: one record to the end': async (t, stand) => {
    const { caller, first, id } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'consult', to: to(stand.second) });
    const second = await taken(stand.second, hz.second);
    await hear(
      t,
      'consulting',
      { caller, first, second },
      { caller: [], first: ['second'], second: ['first'] },
    );
    await ask(stand.first, { do: 'swap' });
    await hear(t, 'swapped', { caller, first, second }, { caller: ['first'], first: ['caller'], second: [] });
    await ask(stand.first, { do: 'conference' });
    await hear(
      t,
      'three',
      { caller, first, second },
      { caller: ['first', 'second'], first: ['caller', 'second'], second: ['caller', 'first'] },
    );
    await ask(stand.first, { do: 'hangUp' });
    await first.untilEnded();
    await hear(t, 'two', { caller, second }, { caller: ['second'], second: ['caller'] });
    caller.hangup();
    await second.untilEnded();
    await stand.product.finished('13800000001');
    const record = await stand.product.web.call(id);
    t.match(record.call, { outcome: 'answered', agent: stand.second.id, hungUpBy: 'caller' });
    t.equal(record.legs.length, 3);
  },

  'consult and complete: caller and second agent talk': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'consult', to: to(stand.second) });
    const second = await taken(stand.second, hz.second);
    await hear(t, 'consulting', { first, second }, { first: ['second'], second: ['first'] });
    await ask(stand.first, { do: 'completeTransfer' });
    await first.untilEnded();
    await hear(t, 'transferred', { caller, second }, { caller: ['second'], second: ['caller'] });
    second.hangup();
    caller.hangup();
  },

  'a consultation refused: the agent takes the caller back': async (t, stand) => {
    const { caller, first } = await talking(stand.product, stand.first);
    await ask(stand.first, { do: 'consult', to: to(stand.second) });
    (await stand.second.phone.incoming()).reject('603 Decline');
    await untilState(stand.product, 'held');
    t.equal((await conversations(stand.product))[0]?.result, 'rejected');
    await ask(stand.first, { do: 'retrieve' });
    await hear(t, 'back', { caller, first }, { caller: ['first'], first: ['caller'] });
    caller.hangup();
  },

  'blind transfer by the desk and by the phone (REFER)': async (t, stand) => {
    for (const by of ['desk', 'phone']) {
      const { caller, first } = await talking(stand.product, stand.first);
      if (by === 'desk') await ask(stand.first, { do: 'transfer', to: to(stand.second) });
      else first.refer(`sip:${stand.second.id}@yihao`);
      const second = await taken(stand.second, hz.second);
      await hear(t, by, { caller, second }, { caller: ['second'], second: ['caller'] });
      caller.hangup();
      await second.untilEnded();
      await untilOver(stand.product);
    }
  },

  'the called side of an internal call sends the other one on': async (t, stand) => {
    for (const by of ['desk', 'phone']) {
      await ask(stand.first, { do: 'dial', to: to(stand.second) });
      const first = await taken(stand.first, hz.first);
      const second = await taken(stand.second, hz.second);
      await untilState(stand.product, 'talking');
      await hear(t, `${by}: before`, { first, second }, { first: ['second'], second: ['first'] });
      if (by === 'desk') await ask(stand.second, { do: 'transfer', to: to(stand.boss) });
      else second.refer(`sip:${stand.boss.id}@yihao`);
      const boss = await taken(stand.boss, hz.boss);
      await hear(t, by, { first, boss }, { first: ['boss'], boss: ['first'] });
      first.hangup();
      await boss.untilEnded();
      await untilOver(stand.product);
    }
  },

  'an internal call from the desk, and one from the phone': async (t, stand) => {
    await ask(stand.first, { do: 'dial', to: to(stand.second) });
    const first = await taken(stand.first, hz.first);
    const second = await taken(stand.second, hz.second);
    await untilState(stand.product, 'talking');
    await hear(t, 'desk', { first, second }, { first: ['second'], second: ['first'] });
    await ask(stand.second, { do: 'hangUp' });
    await first.untilEnded();
    await untilOver(stand.product);
    const calling = await stand.first.phone.call(stand.second.id);
    const called = await taken(stand.second, hz.second);
    await calling.untilAnswered();
    calling.media.say(hz.first);
    await hear(t, 'phone', { first: calling, second: called }, { first: ['second'], second: ['first'] });
    calling.hangup();
    await called.untilEnded();
  },

  'a colleague who refuses: the desk is told the result': async (t, stand) => {
    await ask(stand.first, { do: 'dial', to: to(stand.second) });
    const first = await taken(stand.first, hz.first);
    (await stand.second.phone.incoming()).reject('486 Busy Here');
    await first.untilEnded();
    await untilOver(stand.product);
    let result: unknown;
    await eventually('it is among the own calls', async () => {
      const list = (await stand.first.web.json('GET', '/api/me/calls')) as {
        items: readonly { result: string; direction: string }[];
      };
      result = list.items.find((one) => one.direction === 'internal')?.result;
      return result === 'busy';
    });
    t.equal(result, 'busy');
  },

  'listen, whisper, barge, take over': async (t, stand) => {
    const { product } = stand;
    const { caller, first, id } = await talking(product, stand.first);
    await supervise(product, { do: 'join', call: id, mode: 'listen', phone: stand.boss.id });
    const boss = await taken(stand.boss, hz.boss);
    const all = { caller, first, boss };
    const both = ['caller', 'first'] as const;
    await hear(t, 'listen', all, { caller: ['first'], first: ['caller'], boss: both });
    await supervise(product, { do: 'join', call: id, mode: 'whisper' });
    await hear(t, 'whisper', all, { caller: ['first'], first: ['caller', 'boss'], boss: both });
    await supervise(product, { do: 'join', call: id, mode: 'barge' });
    await hear(t, 'barge', all, { caller: ['first', 'boss'], first: ['caller', 'boss'], boss: both });
    await supervise(product, { do: 'takeOver', call: id });
    await first.untilEnded();
    await hear(t, 'taken over', { caller, boss }, { caller: ['boss'], boss: ['caller'] });
    caller.hangup();
    await boss.untilEnded();
    const audit = (await product.web.json('GET', '/api/audit?limit=10')) as {
      items: readonly { action: string; target: string }[];
    };
    t.match(audit.items[0], { action: 'supervision.takeOver', target: id });
  },
};

callControl(rows);
