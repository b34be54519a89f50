import t from 'tap';
import { aclDocument, sofiaDocument } from './switch-configuration.js';

const trunk: Parameters<typeof sofiaDocument>[0][number] = {
  ...{ id: 'carrier', name: 'Carrier', address: '192.0.2.1', port: 5060, transport: 'udp', register: false },
  ...{ user: '', password: '', priority: 1, weight: 1, maxCalls: 0, callerNumber: '', enabled: true },
};

t.test('an IPv6 trunk is written with brackets, and calls from its address are let in', (t) => {
  const list = [trunk, { ...trunk, id: 'six', address: '2001:db8::1' }];
  const gateways = sofiaDocument(list);
  t.match(gateways, '<param name="proxy" value="192.0.2.1:5060"/>');
  t.match(gateways, '<param name="proxy" value="[2001:db8::1]:5060"/>');
  t.match(gateways, '<param name="apply-inbound-acl" value="six"/>');
  t.match(aclDocument(list), 'cidr="192.0.2.1/32"');
  t.match(aclDocument(list), 'cidr="2001:db8::1/128"');
  t.end();
});

t.test('a name has no list: its addresses are the switch’s to look up', (t) => {
  t.notMatch(sofiaDocument([{ ...trunk, address: 'sip.example.cn' }]), 'apply-inbound-acl" value="carrier');
  t.notMatch(aclDocument([{ ...trunk, address: 'sip.example.cn' }]), 'cidr=');
  t.end();
});
