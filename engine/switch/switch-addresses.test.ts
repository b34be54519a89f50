import t from 'tap';
import { switchAddresses } from './switch-addresses.js';

void t.test('addresses of switches, with and without a password of their own', (t) => {
  t.same(switchAddresses(['127.0.0.1:8021', '[::1]:8022:a:b', 'node1.example:8023'], 'common'), [
    { host: '127.0.0.1', port: 8021, password: 'common' },
    { host: '::1', port: 8022, password: 'a:b' },
    { host: 'node1.example', port: 8023, password: 'common' },
  ]);
  for (const wrong of ['127.0.0.1', '::1:8021', 'host:0', 'host:70000', '']) {
    t.throws(() => switchAddresses([wrong], ''), { code: 'config.invalid' }, wrong);
  }
  t.end();
});
