import t from 'tap';
import { faultField, faultReason } from './request-fault.js';

const fault = (where: string, message: string) => ({ where, message });

t.test('a fault of the body lands at its field, nested as the form nests it', async (t) => {
  t.same(faultField(fault('body/name', 'body/name is too long'), ['name']), ['name']);
  t.same(faultField(fault('body/skills/0/level', 'must be <= 9'), ['skills']), ['skills', 0, 'level']);
});

t.test('a fault of the address lands at the field that became part of it', async (t) => {
  t.same(faultField(fault('params/id', 'must match pattern'), ['id', 'name']), ['id']);
});

t.test('a missing property lands at the field of its name', async (t) => {
  const missing = fault('body', "body must have required property 'priority'");
  t.same(faultField(missing, ['priority']), ['priority']);
});

t.test('what the form has no field for belongs to the whole form', async (t) => {
  t.equal(faultField(fault('body/other', 'is odd'), ['name']), undefined);
  t.equal(faultField(fault('', 'there is already one'), ['name']), undefined);
});

t.test('the reason leaves out the path that its place already says', async (t) => {
  t.equal(faultReason(fault('body/name', 'body/name must not be empty')), 'must not be empty');
  t.equal(faultReason(fault('', 'sign in first')), 'sign in first');
});
