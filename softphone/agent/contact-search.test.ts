import t from 'tap';
import { byDepartment, diallable, findContacts } from './contact-search.js';

const contacts = [
  { id: '1', department: '公安局', name: '王芳', number: '110001' },
  { id: '2', department: '城管局', name: '李强', number: '110002' },
  { id: '3', department: '公安局', name: '白雪', number: '220003' },
];

t.test('each word is found in name, department or number, in any order', async (t) => {
  const found = (search: string) => findContacts(contacts, search).map((one) => one.id);
  t.same(found(''), ['1', '2', '3']);
  t.same(found('1100'), ['1', '2']);
  t.same(found('1100 公安'), ['1']);
  t.same(found('nobody'), []);
});

t.test('departments and their people are in the order of the language', async (t) => {
  const list = byDepartment(contacts, 'zh-CN');
  t.same(
    list.map((one) => [one.name, one.contacts.map((contact) => contact.name)]),
    [
      ['城管局', ['李强']],
      ['公安局', ['白雪', '王芳']],
    ],
  );
});

t.test('a typed number can be dialled without its spaces and dashes; a name can not', async (t) => {
  t.equal(diallable('010-1234 5678'), '01012345678');
  t.equal(diallable('+86 138'), '+86138');
  t.equal(diallable('王芳'), undefined);
  t.equal(diallable('1'), undefined);
});
