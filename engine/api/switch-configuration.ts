/** Answers a switch that asks for its trunks, as mod_xml_curl does (media/EVENT_SOCKET.md, Trunks of the engine). */
import { isIP, isIPv6 } from 'node:net';
import formbody from '@fastify/formbody';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import type { TrunkConfig } from '../store/configuration.js';
import { listTrunks, type TrunkSecret } from '../store/desk-rows.js';
import type { ApiDeps } from './deps.js';
import { escapeXml, isSwitch } from './switch-access.js';

type Trunk = TrunkConfig & TrunkSecret;

const notFound =
  '<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>';
/** Between OPTIONS to a trunk. */
const pingSeconds = 30;

export const switchConfiguration: FastifyPluginAsyncTypebox<ApiDeps> = async (app, deps) => {
  await app.register(formbody, { bodyLimit: 64 * 1024 });
  app.post(
    '/switch/configuration',
    {
      schema: {
        hide: true,
        body: Type.Object({
          section: Type.Optional(Type.String()),
          key_value: Type.Optional(Type.String()),
        }),
      },
      onRequest: (request, _reply, done) => {
        if (!isSwitch(request.headers.authorization, deps.switchSecret))
          throw new YihaoError('auth.required');
        done();
      },
    },
    async (request, reply) => {
      const { section, key_value: document } = request.body;
      void reply.type('text/xml; charset=utf-8');
      if (section !== 'configuration') return reply.send(notFound);
      const trunks = (await listTrunks(deps.link.use().main)).filter(({ enabled }) => enabled);
      if (trunks.length === 0) return reply.send(notFound);
      if (document === 'sofia.conf') return reply.send(sofiaDocument(trunks));
      return reply.send(document === 'acl.conf' ? aclDocument(trunks) : notFound);
    },
  );
};

const param = (name: string, value: string): string => `<param name="${name}" value="${escapeXml(value)}"/>`;

/** FreeSWITCH takes a line with an include as a whole, so those stand alone. */
const include = (file: string): string => `<X-PRE-PROCESS cmd="include" data="$\${conf_dir}/${file}"/>`;

export function sofiaDocument(trunks: readonly Trunk[]): string {
  return [
    '<document type="freeswitch/xml"><section name="configuration"><configuration name="sofia.conf">',
    '<global_settings><param name="log-level" value="0"/></global_settings>',
    '<profiles><profile name="internal">',
    '<aliases><alias name="external"/></aliases>',
    '<gateways>',
    ...trunks.map(gateway),
    include('trunks/*.gateway.xml'),
    '</gateways>',
    '<settings>',
    ...trunks.filter(hasList).map(({ id }) => param('apply-inbound-acl', id)),
    include('profile-settings.xml'),
    '</settings>',
    '</profile></profiles>',
    '</configuration></section></document>',
  ].join('\n');
}

function gateway(trunk: Trunk): string {
  const { id, address, port, transport, register, user, password, maxCalls } = trunk;
  const params = [
    param('proxy', `${isIPv6(address) ? `[${address}]` : address}:${port}`),
    param('register', String(register)),
    param('register-transport', transport),
    ...(user === '' ? [] : [param('username', user)]),
    ...(password === '' ? [] : [param('password', password)]),
    param('ping', String(pingSeconds)),
    param('caller-id-in-from', 'true'),
    ...(maxCalls === 0 ? [] : [param('yihao-max-calls', String(maxCalls))]),
  ];
  return `<gateway name="${escapeXml(id)}">${params.join('')}</gateway>`;
}

/** A name's addresses are the switch's to look up; a list takes networks. */
const hasList = ({ address }: Trunk): boolean => isIP(address) !== 0;

export function aclDocument(trunks: readonly Trunk[]): string {
  const lists = trunks
    .filter(hasList)
    .map(
      ({ id, address }) =>
        `<list name="${escapeXml(id)}" default="deny"><node type="allow" cidr="${address}/${isIPv6(address) ? 128 : 32}"/></list>`,
    );
  return [
    '<document type="freeswitch/xml"><section name="configuration"><configuration name="acl.conf"><network-lists>',
    ...lists,
    include('access-lists.xml'),
    '</network-lists></configuration></section></document>',
  ].join('\n');
}
