/** Users and trunks of a switch under test, served as the engine serves them (media/EVENT_SOCKET.md). */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { systemRandom } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';

export interface ServedTrunk {
  readonly name: string;
  /** `127.0.0.1:5060`. */
  readonly proxy: string;
  readonly user?: string;
  readonly password?: string;
  /** Where its calls come from. */
  readonly addresses: readonly string[];
}

export interface DirectoryServer {
  readonly url: string;
  readonly secret: string;
  /** Passwords by user name. */
  readonly users: Map<string, string>;
  /** Served once a switch asks for them. */
  readonly trunks: ServedTrunk[];
  /** The forms for the directory that the switch posted, in order. */
  readonly requests: URLSearchParams[];
}

const notFound =
  '<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>';

export async function serveDirectory(scope: Scope, domain: string): Promise<DirectoryServer> {
  const secret = systemRandom.hex(16);
  const users = new Map<string, string>();
  const requests: URLSearchParams[] = [];
  const trunks: ServedTrunk[] = [];
  const expected = `Basic ${Buffer.from(`switch:${secret}`).toString('base64')}`;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.headers.authorization !== expected) return response.writeHead(401).end();
      const form = new URLSearchParams(body);
      response.setHeader('content-type', 'text/xml');
      if (request.url === '/switch/configuration')
        return response.end(configurationDocument(form.get('key_value') ?? '', trunks));
      requests.push(form);
      const user = form.get('user') ?? '';
      const password = users.get(user);
      const known = password !== undefined && form.get('domain') === domain;
      return response.end(known ? userDocument(domain, user, password) : notFound);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.own(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/switch/directory`, secret, users, trunks, requests };
}

/** FreeSWITCH's own settings are included by it from its folder; the embedded switch passes those lines over. */
function configurationDocument(name: string, trunks: readonly ServedTrunk[]): string {
  const include = (file: string): string => `<X-PRE-PROCESS cmd="include" data="$\${conf_dir}/${file}"/>`;
  const within = (text: string): string =>
    '<document type="freeswitch/xml"><section name="configuration">' +
    `<configuration name="${name}">${text}</configuration></section></document>`;
  if (name === 'sofia.conf') {
    const gateways = trunks.map(gatewayElement).join('');
    const acls = trunks.map((one) => `<param name="apply-inbound-acl" value="${one.name}"/>`).join('');
    return within(
      '<global_settings><param name="log-level" value="0"/></global_settings>\n<profiles><profile name="internal">' +
        `<aliases><alias name="external"/></aliases><gateways>${gateways}\n${include('trunks/*.gateway.xml')}\n</gateways>\n` +
        `<settings>${acls}\n${include('profile-settings.xml')}\n</settings></profile></profiles>`,
    );
  }
  if (name === 'acl.conf') {
    const lists = trunks.map(
      (one) =>
        `<list name="${one.name}" default="deny">` +
        one.addresses.map((cidr) => `<node type="allow" cidr="${cidr}"/>`).join('') +
        '</list>',
    );
    return within(`<network-lists>${lists.join('')}\n${include('access-lists.xml')}\n</network-lists>`);
  }
  return notFound;
}

function gatewayElement({ name, proxy, user = '', password = '' }: ServedTrunk): string {
  const params = {
    proxy,
    username: user,
    password,
    register: 'false',
    'caller-id-in-from': 'true',
  };
  const list = Object.entries(params).filter(([, value]) => value !== '');
  return `<gateway name="${name}">${list.map(([key, value]) => `<param name="${key}" value="${value}"/>`).join('')}</gateway>`;
}

function userDocument(domain: string, user: string, password: string): string {
  const a1 = (algorithm: string): string =>
    createHash(algorithm).update(`${user}:${domain}:${password}`).digest('hex');
  const dial =
    '{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}}' +
    '${sofia_contact(*/${dialed_user}@${dialed_domain})}';
  return (
    `<document type="freeswitch/xml"><section name="directory"><domain name="${domain}">` +
    `<params><param name="dial-string" value="${dial}"/></params>` +
    `<groups><group name="default"><users><user id="${user}" cacheable="60000">` +
    `<params><param name="a1-hash" value="${a1('md5')}"/>` +
    `<param name="a1-hash-sha256" value="${a1('sha256')}"/></params>` +
    `<variables><variable name="yihao_agent" value="agent-${user}"/></variables>` +
    '</user></users></group></groups></domain></section></document>'
  );
}
