import t from 'tap';
import { causeOfQ850, causeOfSipStatus, parseCause, q850Of, sipStatusOf } from './hangup-cause.js';

void t.test('a name or a number names a cause; what is unknown is NORMAL_CLEARING, as in FreeSWITCH', (t) => {
  t.equal(parseCause('USER_BUSY'), 'USER_BUSY');
  t.equal(parseCause('user_busy'), 'USER_BUSY');
  t.equal(parseCause('19'), 'NO_ANSWER');
  t.equal(parseCause('NO_SUCH_CAUSE'), 'NORMAL_CLEARING');
  t.end();
});

void t.test('causes above Q.850 count as normal clearing in Q.850', (t) => {
  t.equal(q850Of('USER_BUSY'), 17);
  t.equal(q850Of('LOSE_RACE'), 16);
  t.equal(causeOfQ850(17), 'USER_BUSY');
  t.equal(causeOfQ850(0), undefined);
  t.equal(causeOfQ850(487), undefined);
  t.end();
});

void t.test('SIP statuses map to causes and back as in mod_sofia', (t) => {
  t.equal(causeOfSipStatus(486), 'USER_BUSY');
  t.equal(causeOfSipStatus(480), 'NO_USER_RESPONSE');
  t.equal(causeOfSipStatus(408), 'RECOVERY_ON_TIMER_EXPIRE');
  t.equal(causeOfSipStatus(499), 'NORMAL_UNSPECIFIED');
  t.equal(sipStatusOf('USER_BUSY'), 486);
  t.equal(sipStatusOf('CALL_REJECTED'), 603);
  t.equal(sipStatusOf('NORMAL_CLEARING'), 480);
  t.end();
});
