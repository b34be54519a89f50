import t from 'tap';
import {
  agentIdRule,
  hostRule,
  numberRule,
  optional,
  passwordRule,
  slugRule,
  textRule,
  wholeRule,
} from './field-rules.js';

t.test('identifiers and numbers are what engine/api/schemas.ts lets in', async (t) => {
  const table = [
    [slugRule, ['general', '12345', 'a-b_C', 'x'.repeat(40)], ['', '-a', 'a b', '综合', 'x'.repeat(41)]],
    [agentIdRule, ['10', '1001', '1234567890'], ['', '1', '12345678901', '10a1']],
    [numberRule, ['12345', '+8613812345678', '*72#'], ['', '+', '12 345', '13-8', '1'.repeat(33)]],
  ] as const;
  for (const [rule, right, wrong] of table) {
    for (const value of right) t.equal(rule(value), undefined, value);
    for (const value of wrong) t.not(rule(value), undefined, value);
  }
});

t.test('a name is neither empty nor longer than said', async (t) => {
  t.equal(textRule(80)(''), 'required');
  t.equal(textRule(80)(undefined), 'required');
  t.equal(textRule(3)('1234'), 'tooLong');
  t.equal(textRule(3)('张敏'), undefined);
});

t.test('a count is a whole number within its bounds', async (t) => {
  const rule = wholeRule(5, 120);
  t.same(
    [4, 5, 120, 121, 5.5, '5', null].map((value) => rule(value)),
    ['range', undefined, undefined, 'range', 'range', 'range', 'range'],
  );
});

t.test('a host is a name or an address, without a port or a scheme', async (t) => {
  for (const host of ['sip.example.com', '192.0.2.1', '2001:db8::1', 'carrier'])
    t.equal(hostRule(host), undefined);
  for (const host of ['', 'sip:host', 'a b', 'host:5060', '-x']) t.equal(hostRule(host), 'host', host);
});

t.test('an optional field may be empty but not wrong', async (t) => {
  t.equal(optional(passwordRule)(''), undefined);
  t.equal(optional(passwordRule)(undefined), undefined);
  t.equal(optional(passwordRule)('short'), 'password');
});
