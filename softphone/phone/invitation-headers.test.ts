import t from 'tap';
import { endOfStatus } from './call-end.js';
import { answerAfter } from './invitation-headers.js';

const headers = (all: Record<string, string>) => (name: string) => all[name];

t.test('an INVITE asks for automatic answer in any of the ways that are in use', (t) => {
  t.equal(answerAfter(headers({ 'Call-Info': '<sip:yihao>;answer-after=0' })), 0);
  t.equal(answerAfter(headers({ 'Call-Info': '<uri>; answer-after=3' })), 3);
  t.equal(answerAfter(headers({ 'Alert-Info': '<http://x>;info=alert-autoanswer;delay=2' })), 2);
  t.equal(
    answerAfter(headers({ 'Alert-Info': 'Auto Answer' })),
    null,
    'with a blank it is a ring tone of some phones',
  );
  t.equal(answerAfter(headers({ 'Alert-Info': 'info=alert-autoanswer' })), 0);
  t.equal(answerAfter(headers({ 'Answer-Mode': 'Auto' })), 0);
  t.equal(answerAfter(headers({})), null);
  t.equal(answerAfter(headers({ 'Alert-Info': '<http://x/ring.wav>' })), null);
  t.end();
});

t.test('RFC 3261 21: the final answer says how a call came to nothing', (t) => {
  t.equal(endOfStatus(486), 'busy');
  t.equal(endOfStatus(480), 'noAnswer');
  t.equal(endOfStatus(404), 'notFound');
  t.equal(endOfStatus(603), 'rejected');
  t.equal(endOfStatus(500), 'failed');
  t.end();
});
